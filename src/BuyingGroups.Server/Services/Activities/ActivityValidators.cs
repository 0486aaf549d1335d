using BuyingGroups.Server.Services.Definitions;
using BuyingGroups.Server.Validation;
using FluentValidation;

namespace BuyingGroups.Server.Services.Activities;

internal sealed class RecordActivityValidator : Validator<Proto.RecordActivityRequest>
{
    public RecordActivityValidator() =>
        RuleFor(request => request.Activity).NotNull().WithMessage("is required").WithErrorCode("REQUIRED");
}

internal sealed class BatchRecordActivitiesValidator : Validator<Proto.BatchRecordActivitiesRequest>
{
    public BatchRecordActivitiesValidator() => RuleFor(request => request.Activities).Items(1, FieldRules.MaxBatchSize);
}

internal sealed class StreamRecordActivitiesValidator : Validator<Proto.StreamRecordActivitiesRequest>
{
    public StreamRecordActivitiesValidator() => RuleFor(batch => batch.Activities).Items(1, FieldRules.MaxBatchSize);
}

internal sealed class ActivityValidator : Validator<Proto.Activity>
{
    /// <summary>More than anybody does in a day. Keeps a caller's mistake from filling a counter.</summary>
    private const long MaxCount = 1_000_000;

    public ActivityValidator()
    {
        RuleFor(activity => activity.ActivityId).Id();
        RuleFor(activity => activity.PersonId).Id();
        RuleFor(activity => activity.ActivityType).RequiredText(DefinitionRules.MaxNameLength);
        RuleFor(activity => activity.OccurredAt).Instant();
        RuleFor(activity => activity.Count).Within(1, MaxCount).When(activity => activity.HasCount);
    }
}
