using BuyingGroups.Server.Validation;
using FluentValidation;

namespace BuyingGroups.Server.Services.Scoring;

internal static class ScoreRules
{
    public const int MaxGroups = 200;
}

internal sealed class GetEngagementScoreValidator : Validator<Proto.GetEngagementScoreRequest>
{
    public GetEngagementScoreValidator()
    {
        RuleFor(request => request.BuyingGroupId).Id();
        RuleFor(request => request.Method).Known();
    }
}

internal sealed class BatchGetEngagementScoresValidator : Validator<Proto.BatchGetEngagementScoresRequest>
{
    public BatchGetEngagementScoresValidator()
    {
        RuleFor(request => request.BuyingGroupIds).Items(1, ScoreRules.MaxGroups);
        RuleFor(request => request.Method).Known();
    }
}

internal sealed class GetPersonEngagementScoreValidator : Validator<Proto.GetPersonEngagementScoreRequest>
{
    public GetPersonEngagementScoreValidator()
    {
        RuleFor(request => request.PersonId).Id();
        RuleFor(request => request.Method).Known();
    }
}

internal sealed class ExplainEngagementScoreValidator : Validator<Proto.ExplainEngagementScoreRequest>
{
    public ExplainEngagementScoreValidator()
    {
        RuleFor(request => request.BuyingGroupId).Id();
        RuleFor(request => request.Method).Known();
        RuleFor(request => request.PersonIds).Items(0, FieldRules.MaxBatchSize);
        RuleForEach(request => request.PersonIds).NotEmpty().WithMessage("is required").WithErrorCode("REQUIRED");
    }
}

internal sealed class GetCompletenessScoreValidator : Validator<Proto.GetCompletenessScoreRequest>
{
    public GetCompletenessScoreValidator() => RuleFor(request => request.BuyingGroupId).Id();
}

internal sealed class BatchGetCompletenessScoresValidator : Validator<Proto.BatchGetCompletenessScoresRequest>
{
    public BatchGetCompletenessScoresValidator() => RuleFor(request => request.BuyingGroupIds).Items(1, ScoreRules.MaxGroups);
}

internal sealed class ListScoreHistoryValidator : Validator<Proto.ListScoreHistoryRequest>
{
    public ListScoreHistoryValidator()
    {
        RuleFor(request => request.BuyingGroupId).Id();
        RuleFor(request => request.PageSize).PageSize();
        RuleFor(request => request.FirstDay).Must(IsDay).WithMessage(NoDay).WithErrorCode("OUT_OF_RANGE");
        RuleFor(request => request.LastDay).Must(IsDay).WithMessage(NoDay).WithErrorCode("OUT_OF_RANGE");
    }

    private const string NoDay = "isn't a day of the calendar";

    private static bool IsDay(Google.Type.Date? day) => day is null || CalendarDay.Of(day) is not null;
}

/// <summary>The rules for one id of a batch of groups.</summary>
internal sealed class BuyingGroupIdValidator : Validator<BuyingGroupIdItem>
{
    public BuyingGroupIdValidator() => RuleFor(item => item.BuyingGroupId).Id();
}

/// <summary>One id of a batch of groups, wrapped so that its violations are named like those of a field.</summary>
internal sealed record BuyingGroupIdItem(string BuyingGroupId);
