using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Validation;
using FluentValidation;

namespace BuyingGroups.Server.Services.Definitions;

/// <summary>Bounds that the definitions share.</summary>
internal static class DefinitionRules
{
    public const int MaxNameLength = 100;
    public const int MaxDescriptionLength = 2000;
}

internal sealed class ListRolesValidator : Validator<Proto.ListRolesRequest>
{
    public ListRolesValidator() => RuleFor(request => request.PageSize).PageSize();
}

internal sealed class CreateRoleValidator : Validator<Proto.CreateRoleRequest>
{
    public CreateRoleValidator()
    {
        RuleFor(request => request.Role).NotNull().WithMessage("is required").WithErrorCode("REQUIRED");
        RuleFor(request => request.Role.DisplayName).RequiredText(DefinitionRules.MaxNameLength).When(request => request.Role is not null);
    }
}

internal sealed class CreateRoleTemplateValidator : Validator<Proto.CreateRoleTemplateRequest>
{
    public CreateRoleTemplateValidator()
    {
        RuleFor(request => request.RoleTemplate).Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("is required").WithErrorCode("REQUIRED")
            .SetValidator(new RoleTemplateValidator());
    }

    private sealed class RoleTemplateValidator : Validator<Proto.RoleTemplate>
    {
        public RoleTemplateValidator()
        {
            RuleFor(template => template.DisplayName).RequiredText(DefinitionRules.MaxNameLength);
            RuleFor(template => template.Description).Text(DefinitionRules.MaxDescriptionLength);
            RuleFor(template => template.Roles).Items(0, Role.MaxRoles);
            RuleForEach(template => template.Roles).SetValidator(new TemplateRoleValidator());
            RuleFor(template => template.Roles).Custom((roles, context) =>
            {
                var seen = new HashSet<string>();
                for (var index = 0; index < roles.Count; index++)
                {
                    if (!seen.Add(roles[index].RoleId))
                    {
                        context.AddFailure(new FluentValidation.Results.ValidationFailure(
                            $"{context.PropertyPath}[{index}].role_id", "names a role that the template has already")
                        { ErrorCode = "DUPLICATE_ROLE" });
                    }
                }
            });
        }
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

internal sealed class GetRoleTemplateValidator : Validator<Proto.GetRoleTemplateRequest>
{
    public GetRoleTemplateValidator() => RuleFor(request => request.RoleTemplateId).Id();
}

internal sealed class PublishRoleTemplateValidator : Validator<Proto.PublishRoleTemplateRequest>
{
    public PublishRoleTemplateValidator() => RuleFor(request => request.RoleTemplateId).Id();
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

internal sealed class CreateSolutionInterestValidator : Validator<Proto.CreateSolutionInterestRequest>
{
    public CreateSolutionInterestValidator()
    {
        RuleFor(request => request.SolutionInterest).Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("is required").WithErrorCode("REQUIRED")
            .SetValidator(new SolutionInterestValidator());
    }

    private sealed class SolutionInterestValidator : Validator<Proto.SolutionInterest>
    {
        public SolutionInterestValidator()
        {
            RuleFor(interest => interest.DisplayName).RequiredText(DefinitionRules.MaxNameLength);
            RuleFor(interest => interest.Description).Text(DefinitionRules.MaxDescriptionLength);
            RuleFor(interest => interest.RoleTemplateId).Id();
            RuleFor(interest => interest.StageModelId).OptionalId();
        }
    }
}

internal sealed class GetSolutionInterestValidator : Validator<Proto.GetSolutionInterestRequest>
{
    public GetSolutionInterestValidator() => RuleFor(request => request.SolutionInterestId).Id();
}

internal sealed class ListSolutionInterestsValidator : Validator<Proto.ListSolutionInterestsRequest>
{
    public ListSolutionInterestsValidator()
    {
        RuleFor(request => request.PageSize).PageSize();
        RuleFor(request => request.DisplayNamePart).Text(DefinitionRules.MaxNameLength);
    }
}

internal sealed class DuplicateScoringModelValidator : Validator<Proto.DuplicateScoringModelRequest>
{
    public DuplicateScoringModelValidator()
    {
        RuleFor(request => request.ScoringModelId).Id();
        RuleFor(request => request.DisplayName).RequiredText(DefinitionRules.MaxNameLength);
    }
}

/// <summary>An activity type as the client gives it, to add or to update.</summary>
internal sealed class ActivityTypeValidator : Validator<Proto.ActivityType>
{
    public ActivityTypeValidator(bool adding)
    {
        RuleFor(type => type.DisplayName).RequiredText(DefinitionRules.MaxNameLength);
        RuleFor(type => type.EngagementType).Text(DefinitionRules.MaxNameLength);
        RuleFor(type => type.DailyCap).Within(1, ActivityType.MaxDailyCap).When(type => type.HasDailyCap);
        RuleFor(type => type.Weight).Within(0, ActivityType.MaxWeight).When(type => type.HasWeight);
        if (adding)
        {
            RuleFor(type => type.HasWeight).Equal(true)
                .OverridePropertyName("weight").WithMessage("is required").WithErrorCode("REQUIRED");
        }
    }
}

internal sealed class AddActivityTypeValidator : Validator<Proto.AddActivityTypeRequest>
{
    public AddActivityTypeValidator()
    {
        RuleFor(request => request.ScoringModelId).Id();
        RuleFor(request => request.ActivityType).Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("is required").WithErrorCode("REQUIRED")
            .SetValidator(new ActivityTypeValidator(adding: true));
    }
}

internal sealed class UpdateActivityTypeValidator : Validator<Proto.UpdateActivityTypeRequest>
{
    public const string EngagementType = "engagement_type";
    public const string DailyCap = "daily_cap";
    public const string Weight = "weight";

    public UpdateActivityTypeValidator()
    {
        RuleFor(request => request.ScoringModelId).Id();
        RuleFor(request => request.ActivityType).Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("is required").WithErrorCode("REQUIRED")
            .SetValidator(new ActivityTypeValidator(adding: false));
        RuleForEach(request => request.UpdateMask.Paths)
            .Must(path => path is EngagementType or DailyCap or Weight)
            .OverridePropertyName("update_mask")
            .WithMessage($"may name {EngagementType}, {DailyCap} and {Weight} only").WithErrorCode("UNKNOWN_VALUE")
            .When(request => request.UpdateMask is not null);
    }
}

internal sealed class ActivateScoringModelValidator : Validator<Proto.ActivateScoringModelRequest>
{
    public ActivateScoringModelValidator() => RuleFor(request => request.ScoringModelId).Id();
}

internal sealed class GetScoringModelValidator : Validator<Proto.GetScoringModelRequest>
{
    public GetScoringModelValidator() => RuleFor(request => request.ScoringModelId).Id();
}

internal sealed class ListScoringModelsValidator : Validator<Proto.ListScoringModelsRequest>
{
    public ListScoringModelsValidator()
    {
        RuleFor(request => request.PageSize).PageSize();
        RuleFor(request => request.Status).Known();
    }
}
