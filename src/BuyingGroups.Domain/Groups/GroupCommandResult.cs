using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Domain.Groups;

/// <summary>What became of a command.</summary>
public abstract record GroupCommandResult;

/// <summary>It can't be carried out, and changed nothing.</summary>
/// <param name="Reason">Why.</param>
public sealed record RefusedCommand(GroupCommandRefusal Reason) : GroupCommandResult;

/// <summary>A person was decided on.</summary>
/// <param name="GroupId">In which group.</param>
/// <param name="Outcome">What became of the command.</param>
/// <param name="Record">The record that stands; null if nobody has decided on the person.</param>
public sealed record DecidedMember(BuyingGroupId GroupId, MembershipOutcome Outcome, MembershipRecord? Record) : GroupCommandResult;

/// <summary>A move to another stage was decided on.</summary>
/// <param name="GroupId">Of which group.</param>
/// <param name="Outcome">What became of the command.</param>
/// <param name="StageId">The stage that the group is in; null: none.</param>
/// <param name="AllowedTargets">The stages to which it may move from there.</param>
/// <param name="Revision">The group's revision now.</param>
public sealed record DecidedStage(
    BuyingGroupId GroupId, StageOutcome Outcome, StageId? StageId, IReadOnlyList<Stage> AllowedTargets, long Revision) : GroupCommandResult;

/// <summary>A status was set.</summary>
/// <param name="GroupId">Of which group.</param>
/// <param name="Changed">Whether it was another before.</param>
/// <param name="Status">The group's status.</param>
/// <param name="Revision">The group's revision now.</param>
public sealed record DecidedStatus(BuyingGroupId GroupId, bool Changed, string Status, long Revision) : GroupCommandResult;
