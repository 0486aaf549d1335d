namespace BuyingGroups.Domain.Membership;

/// <summary>
/// Which decision stands when several sources speak about one person in one buying group.
/// Manual action &gt; journey action &gt; system job; a lower source never overrides a higher one, in either direction.
/// </summary>
public static class Precedence
{
    /// <summary>
    /// The whole rule: a command takes effect if there is no record yet, or if its source is at least the record's. One that asks
    /// for what already holds leaves the record alone, except that a higher source that agrees takes the record over.
    /// </summary>
    /// <param name="record">The decision that stands; null if nobody has decided yet.</param>
    /// <param name="command">What is asked.</param>
    public static MembershipOutcome Decide(MembershipRecord? record, MembershipCommand command)
    {
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

    /// <summary>The state that a record has once <paramref name="action"/> took effect.</summary>
    public static MembershipState StateAfter(MembershipAction action) => action switch
    {
        MembershipAction.Assign => MembershipState.Assigned,
        MembershipAction.Remove or MembershipAction.LeaveAccount => MembershipState.Removed,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "not a membership action"),
    };
}
