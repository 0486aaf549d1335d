using BuyingGroups.Server.Validation;
using FluentValidation;

namespace BuyingGroups.Server.Services.Events;

internal sealed class WatchEventsValidator : Validator<Proto.WatchEventsRequest>
{
    public WatchEventsValidator()
    {
        RuleFor(request => request.Filter).SetValidator(new EventFilterValidator());
        When(
            request => request.StartCase == Proto.WatchEventsRequest.StartOneofCase.AfterPosition,
            () => RuleFor(request => request.AfterPosition).Within(0, long.MaxValue));
        When(
            request => request.StartCase == Proto.WatchEventsRequest.StartOneofCase.SinceTime,
            () => RuleFor(request => request.SinceTime).Instant());
    }
}

internal sealed class ListEventsValidator : Validator<Proto.ListEventsRequest>
{
    public ListEventsValidator()
    {
        RuleFor(request => request.Filter).SetValidator(new EventFilterValidator());
        RuleFor(request => request.PageSize).PageSize();
        When(
            request => request.StartCase == Proto.ListEventsRequest.StartOneofCase.AfterPosition,
            () => RuleFor(request => request.AfterPosition).Within(0, long.MaxValue));
        When(
            request => request.StartCase == Proto.ListEventsRequest.StartOneofCase.SinceTime,
            () => RuleFor(request => request.SinceTime).Instant());
    }
}

/// <summary>The rules for event filters, in whichever request they occur.</summary>
internal sealed class EventFilterValidator : Validator<Proto.EventFilter>
{
    private const int MaxEntries = 100;

    public EventFilterValidator()
    {
        RuleFor(filter => filter.Types_).Items(0, MaxEntries).OverridePropertyName("types");
        RuleForEach(filter => filter.Types_).Specified().OverridePropertyName("types");
        RuleFor(filter => filter.SolutionInterestIds).Items(0, MaxEntries);
        RuleForEach(filter => filter.SolutionInterestIds).Id();
        RuleFor(filter => filter.AccountIds).Items(0, MaxEntries);
        RuleForEach(filter => filter.AccountIds).Id();
        RuleFor(filter => filter.PersonIds).Items(0, MaxEntries);
        RuleForEach(filter => filter.PersonIds).Id();
        RuleFor(filter => filter.BuyingGroupIds).Items(0, MaxEntries);
        RuleForEach(filter => filter.BuyingGroupIds).Id();
        RuleFor(filter => filter.RoleIds).Items(0, MaxEntries);
        RuleForEach(filter => filter.RoleIds).Id();
        RuleFor(filter => filter.OldStageIds).Items(0, MaxEntries);
        RuleForEach(filter => filter.OldStageIds).IdOrNone();
        RuleFor(filter => filter.NewStageIds).Items(0, MaxEntries);
        RuleForEach(filter => filter.NewStageIds).Id();
        RuleFor(filter => filter.OldStatuses).Items(0, MaxEntries);
        RuleForEach(filter => filter.OldStatuses).Text(FieldRules.MaxReasonLength);
        RuleFor(filter => filter.NewStatuses).Items(0, MaxEntries);
        RuleForEach(filter => filter.NewStatuses).Text(FieldRules.MaxReasonLength);
        When(filter => filter.OccurredFrom is not null, () => RuleFor(filter => filter.OccurredFrom).Instant());
        When(filter => filter.OccurredBefore is not null, () => RuleFor(filter => filter.OccurredBefore).Instant());
        RuleFor(filter => filter.OldCompleteness).SetValidator(new NumberConstraintValidator());
        RuleFor(filter => filter.NewCompleteness).SetValidator(new NumberConstraintValidator());
        RuleFor(filter => filter.OldEngagement).SetValidator(new NumberConstraintValidator());
        RuleFor(filter => filter.NewEngagement).SetValidator(new NumberConstraintValidator());
    }
}

/// <summary>The rules for constraints on numbers.</summary>
internal sealed class NumberConstraintValidator : Validator<Proto.NumberConstraint>
{
    public NumberConstraintValidator()
    {
        RuleFor(constraint => constraint.Comparison).Specified();
        RuleFor(constraint => constraint.Value).Must(double.IsFinite).WithMessage("must be a finite number").WithErrorCode("OUT_OF_RANGE");
        When(
            constraint => constraint.Comparison == Proto.NumberComparison.Between,
            () => RuleFor(constraint => constraint.UpperValue)
                .Must((constraint, upper) => double.IsFinite(upper) && upper >= constraint.Value)
                .WithMessage("must be a finite number, at least `value`").WithErrorCode("OUT_OF_RANGE"))
            .Otherwise(() => RuleFor(constraint => constraint.UpperValue)
                .Equal(0).WithMessage("is only for BETWEEN").WithErrorCode("MALFORMED"));
    }
}
