using BuyingGroups.Domain.Definitions;
using BuyingGroups.Server.Validation;
using FluentValidation;
using FluentValidation.Results;

namespace BuyingGroups.Server.Services.Definitions;

internal sealed class CreateRoleTemplateValidator : Validator<Proto.CreateRoleTemplateRequest>
{
    public CreateRoleTemplateValidator()
    {
        RuleFor(request => request.RoleTemplate).Required();
        When(request => request.RoleTemplate is not null, () =>
        {
            RuleFor(request => request.RoleTemplate.DisplayName).Name(DefinitionRules.MaxNameLength);
            RuleFor(request => request.RoleTemplate.Description).Text(DefinitionRules.MaxDescriptionLength);
            RuleFor(request => request.RoleTemplate.Roles).SetValidator(new TemplateRolesValidator());
        });
    }
}

internal sealed class UpdateRoleTemplateValidator : Validator<Proto.UpdateRoleTemplateRequest>
{
    public const string Roles = "roles";

    public UpdateRoleTemplateValidator()
    {
        RuleFor(request => request.RoleTemplate).Required();
        When(request => request.RoleTemplate is not null, () =>
        {
            RuleFor(request => request.RoleTemplate.RoleTemplateId).Id();
            RuleFor(request => request.RoleTemplate.Etag).OptionalId();
            RuleFor(request => request.RoleTemplate.DisplayName).Name(DefinitionRules.MaxNameLength)
                .When(request => request.UpdateMask.Names(DefinitionRules.DisplayName));
            RuleFor(request => request.RoleTemplate.Description).Text(DefinitionRules.MaxDescriptionLength)
                .When(request => request.UpdateMask.Names(DefinitionRules.Description));
            RuleFor(request => request.RoleTemplate.Roles).SetValidator(new TemplateRolesValidator())
                .When(request => request.UpdateMask.Names(Roles));
        });
        this.UpdateMask(request => request.UpdateMask, DefinitionRules.DisplayName, DefinitionRules.Description, Roles);
    }
}

internal sealed class DeleteRoleTemplateValidator : Validator<Proto.DeleteRoleTemplateRequest>
{
    public DeleteRoleTemplateValidator()
    {
        RuleFor(request => request.RoleTemplateId).Id();
        RuleFor(request => request.Etag).OptionalId();
    }
}

internal sealed class GetRoleTemplateValidator : Validator<Proto.GetRoleTemplateRequest>
{
    public GetRoleTemplateValidator() => RuleFor(request => request.RoleTemplateId).Id();
}

internal sealed class PublishRoleTemplateValidator : Validator<Proto.PublishRoleTemplateRequest>
{
    public PublishRoleTemplateValidator()
    {
        RuleFor(request => request.RoleTemplateId).Id();
        RuleFor(request => request.Etag).OptionalId();
    }
}

internal sealed class UpdateCompletenessSettingsValidator : Validator<Proto.UpdateCompletenessSettingsRequest>
{
    public UpdateCompletenessSettingsValidator()
    {
        RuleFor(request => request.RoleTemplateId).Id();
        RuleFor(request => request.Etag).OptionalId();
        RuleFor(request => request.Settings).Items(1, Role.MaxRoles);
        RuleForEach(request => request.Settings).SetValidator(new SettingValidator());
        RuleFor(request => request.Settings).Custom((settings, context) =>
        {
            var seen = new HashSet<string>();
            foreach (var (index, setting) in settings.Index().Where(each => !seen.Add(each.Item.RoleId)))
            {
                context.AddFailure(
                    new ValidationFailure($"settings[{index}].role_id", "names a role for the second time")
                    {
                        ErrorCode = "DUPLICATE_ROLE",
                    });
            }
        });
    }

    private sealed class SettingValidator : Validator<Proto.CompletenessSetting>
    {
        public SettingValidator()
        {
            RuleFor(setting => setting.RoleId).Id();
            RuleFor(setting => setting.RequiredMembers).Within(1, TemplateRole.MaxRequiredMembers)
                .When(setting => setting.HasRequiredMembers);
        }
    }
}

internal sealed class ListRoleTemplatesValidator : Validator<Proto.ListRoleTemplatesRequest>
{
    public ListRoleTemplatesValidator()
    {
        RuleFor(request => request.PageSize).PageSize();
        RuleFor(request => request.Status).Known();
        RuleFor(request => request.DisplayNamePart).Text(DefinitionRules.MaxNameLength);
    }
}
