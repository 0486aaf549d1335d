using BuyingGroups.Server.Services.Events;
using BuyingGroups.Server.Services.Groups;
using BuyingGroups.Server.Validation;
using FluentValidation;
using Google.Protobuf.WellKnownTypes;

namespace BuyingGroups.Server.Services.Journeys;

internal sealed class ExecuteActionValidator : Validator<Proto.ExecuteActionRequest>
{
    public ExecuteActionValidator()
    {
        RuleFor(request => request.Action).Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("is required").WithErrorCode("REQUIRED")
            .SetValidator(new JourneyActionValidator());
        RuleFor(request => request.RequestId).RequestId();
    }
}

internal sealed class BatchExecuteActionsValidator : Validator<Proto.BatchExecuteActionsRequest>
{
    public BatchExecuteActionsValidator()
    {
        RuleFor(request => request.Actions).Items(1, FieldRules.MaxBatchSize);
        RuleFor(request => request.RequestId).RequestId();
    }
}

internal sealed class JourneyActionValidator : Validator<Proto.JourneyAction>
{
    private const int MaxNodeIdLength = 100;

    public JourneyActionValidator()
    {
        RuleFor(action => action.SolutionInterestId).Id();
        RuleFor(action => action.ActionCase)
            .NotEqual(Proto.JourneyAction.ActionOneofCase.None).WithMessage("is required").WithErrorCode("REQUIRED")
            .OverridePropertyName("action");
        When(
            action =>
                action.ActionCase is Proto.JourneyAction.ActionOneofCase.UpdateStage or Proto.JourneyAction.ActionOneofCase.UpdateStatus,
            () => RuleFor(action => action.AccountId).Id())
            .Otherwise(() => RuleFor(action => action.AccountId).OptionalId());
        RuleFor(action => action.JourneyId).RequiredLine(MaxNodeIdLength);
        RuleFor(action => action.NodeId).RequiredLine(MaxNodeIdLength);
        RuleFor(action => action.Reason).Line(FieldRules.MaxReasonLength);
        When(action => action.AssignPerson is not null, () =>
        {
            RuleFor(action => action.AssignPerson.PersonId).Id();
            RuleFor(action => action.AssignPerson.RoleId).Id();
        });
        When(action => action.RemovePerson is not null, () => RuleFor(action => action.RemovePerson.PersonId).Id());
        When(action => action.UpdateStage is not null, () => RuleFor(action => action.UpdateStage.StageId).Id());
        When(action => action.UpdateStatus is not null, () => RuleFor(action => action.UpdateStatus.Status).GroupStatus());
    }
}

internal sealed class CheckAccountConditionValidator : Validator<Proto.CheckAccountConditionRequest>
{
    public CheckAccountConditionValidator() =>
        RuleFor(request => request.Condition).Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("is required").WithErrorCode("REQUIRED")
            .SetValidator(new AccountConditionValidator());
}

internal sealed class BatchCheckAccountConditionsValidator : Validator<Proto.BatchCheckAccountConditionsRequest>
{
    public BatchCheckAccountConditionsValidator() => RuleFor(request => request.Conditions).Items(1, FieldRules.MaxBatchSize);
}

internal sealed class CheckPersonConditionValidator : Validator<Proto.CheckPersonConditionRequest>
{
    public CheckPersonConditionValidator() =>
        RuleFor(request => request.Condition).Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("is required").WithErrorCode("REQUIRED")
            .SetValidator(new PersonConditionValidator());
}

internal sealed class BatchCheckPersonConditionsValidator : Validator<Proto.BatchCheckPersonConditionsRequest>
{
    public BatchCheckPersonConditionsValidator() => RuleFor(request => request.Conditions).Items(1, FieldRules.MaxBatchSize);
}

internal sealed class AccountConditionValidator : Validator<Proto.AccountCondition>
{
    private const int MaxMembers = 1_000;

    public AccountConditionValidator()
    {
        RuleFor(condition => condition.AccountId).Id();
        RuleFor(condition => condition.Group).SetValidator(new GroupConstraintsValidator());
        RuleFor(condition => condition.RoleId).OptionalId();
        RuleFor(condition => condition.MinMembers).Within(0, MaxMembers)
            .Must((condition, members) => members == 0 || condition.RoleId.Length > 0)
            .WithMessage("is only for a role_id").WithErrorCode("MALFORMED");
    }
}

internal sealed class PersonConditionValidator : Validator<Proto.PersonCondition>
{
    private const int MaxRoles = 20;

    public PersonConditionValidator()
    {
        RuleFor(condition => condition.PersonId).Id();
        RuleFor(condition => condition.Group).SetValidator(new GroupConstraintsValidator());
        RuleFor(condition => condition.RoleIds).Items(0, MaxRoles)
            .Must((condition, roles) => roles.Count == 0 || !condition.IsRemoved)
            .WithMessage("must be empty with is_removed: who was removed has no role").WithErrorCode("MALFORMED");
        RuleForEach(condition => condition.RoleIds).Id();
    }
}

internal sealed class GroupConstraintsValidator : Validator<Proto.GroupConstraints>
{
    private const int MaxEntries = 100;

    public GroupConstraintsValidator()
    {
        RuleFor(group => group.SolutionInterestId).OptionalId();
        RuleFor(group => group.StageIds).Items(0, MaxEntries);
        RuleForEach(group => group.StageIds).IdOrNone();
        RuleFor(group => group.Statuses).Items(0, MaxEntries);
        RuleForEach(group => group.Statuses).Text(FieldRules.MaxReasonLength);
        RuleFor(group => group.Completeness).SetValidator(new NumberConstraintValidator());
        RuleFor(group => group.Engagement).SetValidator(new NumberConstraintValidator());
    }
}

internal sealed class WaitForEventValidator : Validator<Proto.WaitForEventRequest>
{
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(1);

    public WaitForEventValidator()
    {
        RuleFor(request => request.Filter).Cascade(CascadeMode.Stop)
            .Must(filter => filter is not null && filter.CalculateSize() > 0)
            .WithMessage("must ask for something: a wait for anything at all is a watch (EventService.WatchEvents)")
            .WithErrorCode("REQUIRED")
            .SetValidator(new EventFilterValidator());
        RuleFor(request => request.AfterPosition).Within(0, long.MaxValue);
        When(request => request.Timeout is not null, () => RuleFor(request => request.Timeout).Must(IsAllowed)
            .WithMessage("must be more than 0 and at most 1 hour").WithErrorCode("OUT_OF_RANGE"));
    }

    private static bool IsAllowed(Duration timeout) =>
        timeout is { Seconds: >= 0 and <= 3_600, Nanos: >= 0 and <= 999_999_999 }
        && timeout.ToTimeSpan() is var span && span > TimeSpan.Zero && span <= MaxTimeout;
}
