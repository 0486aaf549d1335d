namespace BuyingGroups.Domain.Membership;

/// <summary>The state of a membership record. A removal is kept as a record, so that a lower source can't undo it.</summary>
public enum MembershipState
{
    /// <summary>The person is a member, in a role.</summary>
    Assigned = 1,

    /// <summary>The person is not a member, by a decision.</summary>
    Removed = 2,
}
