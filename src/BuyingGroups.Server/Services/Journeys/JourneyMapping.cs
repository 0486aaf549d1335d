using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Journeys;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Stages;
using BuyingGroups.Server.Services.Events;
using BuyingGroups.Server.Services.Groups;
using BuyingGroups.Storage.Sql.Commands;

namespace BuyingGroups.Server.Services.Journeys;

/// <summary>Maps actions and conditions of journeys from and to the contracts.</summary>
internal static class JourneyMapping
{
    private const int MaxAnsweredGroups = 100;

    /// <summary>The author of the decisions of a journey's node.</summary>
    public static string Author(this Proto.JourneyAction action) => Authors.OfNode(action.JourneyId, action.NodeId);

    public static GroupCommand ToCommand(this Proto.JourneyAction action, Decision decision)
    {
        var interest = new SolutionInterestId(action.SolutionInterestId);
        var account = action.AccountId.Length == 0 ? default(AccountId?) : new AccountId(action.AccountId);
        return action.ActionCase switch
        {
            Proto.JourneyAction.ActionOneofCase.AssignPerson => OnPerson(
                MembershipAction.Assign, action.AssignPerson.PersonId, new RoleId(action.AssignPerson.RoleId)),
            Proto.JourneyAction.ActionOneofCase.RemovePerson => OnPerson(MembershipAction.Remove, action.RemovePerson.PersonId, role: null),
            Proto.JourneyAction.ActionOneofCase.UpdateStage =>
                new StageCommand(new GroupByInterest(interest, account), new StageId(action.UpdateStage.StageId), decision),
            Proto.JourneyAction.ActionOneofCase.UpdateStatus =>
                new StatusCommand(new GroupByInterest(interest, account), action.UpdateStatus.Status.Trim(), decision),
            _ => throw new ArgumentOutOfRangeException(nameof(action), action.ActionCase, "passed the validator"),
        };

        MemberCommand OnPerson(MembershipAction kind, string personId, RoleId? role)
        {
            var person = new PersonId(personId);
            return new MemberCommand(new GroupByInterest(interest, account, person), new MembershipCommand(kind, person, role, decision));
        }
    }

    /// <summary>The result of an action; null if it was refused.</summary>
    public static Proto.JourneyActionResult? ToJourneyResult(this GroupCommandResult result) => result switch
    {
        DecidedMember member => new()
        {
            Outcome = member.Outcome switch
            {
                MembershipOutcome.Applied => Proto.JourneyOutcome.Applied,
                MembershipOutcome.Unchanged => Proto.JourneyOutcome.Unchanged,
                MembershipOutcome.Overruled => Proto.JourneyOutcome.Overruled,
            },
            BuyingGroupId = member.GroupId.Value,
            Membership = member.Record?.ToProto(),
        },
        DecidedStage stage => new()
        {
            Outcome = stage.Outcome switch
            {
                StageOutcome.Applied => Proto.JourneyOutcome.Applied,
                StageOutcome.Unchanged => Proto.JourneyOutcome.Unchanged,
                StageOutcome.NotAllowed => Proto.JourneyOutcome.NotAllowed,
            },
            BuyingGroupId = stage.GroupId.Value,
            StageId = stage.StageId?.Value ?? "",
            AllowedTargets = { stage.AllowedTargets.Select(target => target.ToTarget()) },
        },
        DecidedStatus status => new()
        {
            Outcome = status.Changed ? Proto.JourneyOutcome.Applied : Proto.JourneyOutcome.Unchanged,
            BuyingGroupId = status.GroupId.Value,
        },
        RefusedCommand { Reason: GroupCommandRefusal.NoGroupOfInterest } => new() { Outcome = Proto.JourneyOutcome.NoGroup },
        _ => null,
    };

    public static AccountCondition ToCondition(this Proto.AccountCondition condition) => new(
        new AccountId(condition.AccountId),
        condition.Group.ToConstraints(),
        condition.RoleId.Length == 0 ? null : new RoleId(condition.RoleId),
        Math.Max(1, condition.MinMembers));

    public static PersonCondition ToCondition(this Proto.PersonCondition condition) => new(
        new PersonId(condition.PersonId),
        condition.Group.ToConstraints(),
        condition.RoleIds.Select(role => new RoleId(role)).ToHashSet(),
        condition.IsRemoved);

    public static Proto.ConditionResult ToProto(this CheckedCondition condition) => new()
    {
        Matched = condition.Failed is null,
        BuyingGroupIds = { condition.Groups.Take(MaxAnsweredGroups).Select(group => group.Value) },
        FailedConstraint = condition.Failed is { } failed
            ? ProtoEnums.ConditionConstraint.Proto(failed)
            : Proto.ConditionConstraint.Unspecified,
    };

    private static GroupConstraints ToConstraints(this Proto.GroupConstraints? constraints) => constraints is null ? new() : new()
    {
        SolutionInterest = constraints.SolutionInterestId.Length == 0 ? null : new SolutionInterestId(constraints.SolutionInterestId),
        Stages = constraints.StageIds.ToHashSet(),
        Statuses = constraints.Statuses.Select(NameKey.Of).ToHashSet(),
        Completeness = constraints.Completeness.ToConstraint(),
        Engagement = constraints.Engagement.ToConstraint(),
    };
}
