using BuyingGroups.Domain.Definitions;
using BuyingGroups.Server.Validation;
using FluentValidation;
using FluentValidation.Results;
using Google.Protobuf.Collections;

namespace BuyingGroups.Server.Services.Definitions;

/// <summary>The rules for the roles of a template in a request.</summary>
internal sealed class TemplateRolesValidator : Validator<RepeatedField<Proto.TemplateRole>>
{
    public TemplateRolesValidator()
    {
        RuleFor(roles => roles).Items(0, Role.MaxRoles);
        RuleForEach(roles => roles).SetValidator(new TemplateRoleValidator());
        RuleFor(roles => roles).Custom((roles, context) =>
        {
            var seen = new HashSet<string>();
            foreach (var (index, role) in roles.Index())
            {
                if (!seen.Add(role.RoleId))
                {
                    context.AddFailure(
                        new ValidationFailure($"{context.PropertyPath}[{index}].role_id", "names a role that the template has already")
                        {
                            ErrorCode = "DUPLICATE_ROLE",
                        });
                }
            }
        });
    }

    private sealed class TemplateRoleValidator : Validator<Proto.TemplateRole>
    {
        public TemplateRoleValidator()
        {
            RuleFor(role => role.RoleId).Id();
            RuleFor(role => role.Weighting).Specified();
            RuleFor(role => role.RequiredMembers).Within(1, TemplateRole.MaxRequiredMembers).When(role => role.HasRequiredMembers);
        }
    }
}
