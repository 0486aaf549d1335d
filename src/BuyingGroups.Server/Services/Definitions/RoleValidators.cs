using BuyingGroups.Server.Validation;
using FluentValidation;

namespace BuyingGroups.Server.Services.Definitions;

internal sealed class ListRolesValidator : Validator<Proto.ListRolesRequest>
{
    public ListRolesValidator()
    {
        RuleFor(request => request.PageSize).PageSize();
        RuleFor(request => request.DisplayNamePart).Text(DefinitionRules.MaxNameLength);
    }
}

internal sealed class CreateRoleValidator : Validator<Proto.CreateRoleRequest>
{
    public CreateRoleValidator()
    {
        RuleFor(request => request.Role).Required();
        RuleFor(request => request.Role.DisplayName).Name(DefinitionRules.MaxNameLength).When(request => request.Role is not null);
    }
}


internal sealed class GetRoleValidator : Validator<Proto.GetRoleRequest>
{
    public GetRoleValidator() => RuleFor(request => request.RoleId).Id();
}

internal sealed class UpdateRoleValidator : Validator<Proto.UpdateRoleRequest>
{
    public UpdateRoleValidator()
    {
        RuleFor(request => request.Role).Required();
        When(request => request.Role is not null, () =>
        {
            RuleFor(request => request.Role.RoleId).Id();
            RuleFor(request => request.Role.Etag).OptionalId();
            RuleFor(request => request.Role.DisplayName).Name(DefinitionRules.MaxNameLength);
        });
        this.UpdateMask(request => request.UpdateMask, DefinitionRules.DisplayName);
    }
}

internal sealed class DeleteRoleValidator : Validator<Proto.DeleteRoleRequest>
{
    public DeleteRoleValidator()
    {
        RuleFor(request => request.RoleId).Id();
        RuleFor(request => request.Etag).OptionalId();
    }
}
