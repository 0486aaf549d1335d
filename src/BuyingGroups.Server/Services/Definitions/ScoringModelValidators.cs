using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Validation;
using FluentValidation;

namespace BuyingGroups.Server.Services.Definitions;

internal sealed class DuplicateScoringModelValidator : Validator<Proto.DuplicateScoringModelRequest>
{
    public DuplicateScoringModelValidator()
    {
        RuleFor(request => request.ScoringModelId).Id();
        RuleFor(request => request.DisplayName).Name(DefinitionRules.MaxNameLength);
    }
}

/// <summary>The rules for an activity type that is added or updated.</summary>
internal sealed class ActivityTypeValidator : Validator<Proto.ActivityType>
{
    public ActivityTypeValidator(bool adding)
    {
        RuleFor(type => type.EngagementType).Line(DefinitionRules.MaxNameLength);
        RuleFor(type => type.DailyCap).Within(1, ActivityType.MaxDailyCap).When(type => type.HasDailyCap);
        RuleFor(type => type.Weight).Within(0, ActivityType.MaxWeight).When(type => type.HasWeight);
        if (adding)
        {
            RuleFor(type => type.DisplayName).Name(DefinitionRules.MaxNameLength);
            RuleFor(type => type.HasWeight).Equal(true)
                .OverridePropertyName("weight").WithMessage("is required").WithErrorCode("REQUIRED");
        }
        else
        {
            // This names the type that is meant, which may have been given its name before such names were refused.
            RuleFor(type => type.DisplayName).RequiredText(DefinitionRules.MaxNameLength);
        }
    }
}

internal sealed class AddActivityTypeValidator : Validator<Proto.AddActivityTypeRequest>
{
    public AddActivityTypeValidator()
    {
        RuleFor(request => request.ScoringModelId).Id();
        RuleFor(request => request.Etag).OptionalId();
        RuleFor(request => request.ActivityType).Cascade(CascadeMode.Stop)
            .Required()
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
        RuleFor(request => request.Etag).OptionalId();
        RuleFor(request => request.ActivityType).Cascade(CascadeMode.Stop)
            .Required()
            .SetValidator(new ActivityTypeValidator(adding: false));
        RuleForEach(request => request.UpdateMask.Paths)
            .Must(path => path is EngagementType or DailyCap or Weight)
            .OverridePropertyName("update_mask.paths")
            .WithMessage($"may name {EngagementType}, {DailyCap} and {Weight} only").WithErrorCode("UNKNOWN_VALUE")
            .When(request => request.UpdateMask is not null);
    }
}

internal sealed class ActivateScoringModelValidator : Validator<Proto.ActivateScoringModelRequest>
{
    public ActivateScoringModelValidator()
    {
        RuleFor(request => request.ScoringModelId).Id();
        RuleFor(request => request.Etag).OptionalId();
    }
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
        RuleFor(request => request.DisplayNamePart).Text(DefinitionRules.MaxNameLength);
    }
}

internal sealed class RemoveActivityTypeValidator : Validator<Proto.RemoveActivityTypeRequest>
{
    public RemoveActivityTypeValidator()
    {
        RuleFor(request => request.ScoringModelId).Id();
        RuleFor(request => request.Etag).OptionalId();
        RuleFor(request => request.ActivityTypeDisplayName).RequiredText(DefinitionRules.MaxNameLength);
    }
}

internal sealed class UpdateScoringModelValidator : Validator<Proto.UpdateScoringModelRequest>
{
    public UpdateScoringModelValidator()
    {
        RuleFor(request => request.ScoringModel).Required();
        When(request => request.ScoringModel is not null, () =>
        {
            RuleFor(request => request.ScoringModel.ScoringModelId).Id();
            RuleFor(request => request.ScoringModel.Etag).OptionalId();
            RuleFor(request => request.ScoringModel.DisplayName).Name(DefinitionRules.MaxNameLength);
        });
        this.UpdateMask(request => request.UpdateMask, DefinitionRules.DisplayName);
    }
}

internal sealed class DeleteScoringModelValidator : Validator<Proto.DeleteScoringModelRequest>
{
    public DeleteScoringModelValidator()
    {
        RuleFor(request => request.ScoringModelId).Id();
        RuleFor(request => request.Etag).OptionalId();
    }
}

internal sealed class ArchiveScoringModelValidator : Validator<Proto.ArchiveScoringModelRequest>
{
    public ArchiveScoringModelValidator()
    {
        RuleFor(request => request.ScoringModelId).Id();
        RuleFor(request => request.Etag).OptionalId();
    }
}
