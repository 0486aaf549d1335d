namespace BuyingGroups.Domain.Membership;

/// <summary>
/// Decides which decision stands when several sources decide on one person in one buying group. Manual action &gt; journey action &gt;
/// system job; a lower source never overrides a higher one, in either direction.
/// </summary>
public static class Precedence
{
    /// <summary>
    /// The whole rule: a command takes effect if there is no record yet, or if its source is at least the record's. A command that asks for
    /// what already holds leaves the record alone, except that a higher source that agrees takes the record over. A release asks to hand
    /// the record back to the system.
    /// </summary>
    /// <param name="record">The decision that stands; null if nobody has decided yet.</param>
    /// <param name="command">The command. A change of role is only asked for a member.</param>
    public static MembershipOutcome Decide(MembershipRecord? record, MembershipCommand command)
    {
        if (command.Action == MembershipAction.Release)
        {
            return DecideRelease(record?.Decision.Source ?? DecisionSource.System, command.Decision.Source);
        }

        if (record is null)
        {
            return MembershipOutcome.Applied;
        }

        var alreadyHolds = StateAfter(command.Action) == record.State && command.RoleId == record.RoleId;
        return command.Decision.Source.CompareTo(record.Decision.Source) switch
        {
            > 0 => MembershipOutcome.Applied,
            0 => alreadyHolds ? MembershipOutcome.Unchanged : MembershipOutcome.Applied,
            < 0 => alreadyHolds ? MembershipOutcome.Unchanged : MembershipOutcome.Overruled,
        };
    }

    /// <summary>The record that stands once <paramref name="command"/> has taken effect.</summary>
    /// <param name="record">The previous record; null if there was none.</param>
    /// <param name="group">The group.</param>
    /// <param name="command">The command that takes effect.</param>
    public static MembershipRecord Apply(MembershipRecord? record, BuyingGroupId group, MembershipCommand command) =>
        command.Action == MembershipAction.Release
            ? record! with { Decision = command.Decision with { Source = DecisionSource.System }, Revision = record.Revision + 1 }
            : new MembershipRecord(
                group, command.PersonId, StateAfter(command.Action), command.RoleId, command.Decision, (record?.Revision ?? 0) + 1);

    private static MembershipOutcome DecideRelease(DecisionSource standing, DecisionSource releasing) =>
        standing == DecisionSource.System ? MembershipOutcome.Unchanged
        : releasing >= standing ? MembershipOutcome.Applied
        : MembershipOutcome.Overruled;

    private static MembershipState StateAfter(MembershipAction action) => action switch
    {
        MembershipAction.Assign or MembershipAction.ChangeRole => MembershipState.Assigned,
        MembershipAction.Remove or MembershipAction.LeaveAccount => MembershipState.Removed,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "not an action that leads to a state"),
    };
}
