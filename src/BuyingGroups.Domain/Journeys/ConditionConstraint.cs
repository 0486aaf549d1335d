namespace BuyingGroups.Domain.Journeys;

/// <summary>The constraints of a condition, in the order in which they are checked.</summary>
public enum ConditionConstraint
{
    /// <summary>The group belongs to the solution interest, or to any.</summary>
    SolutionInterest = 1,

    /// <summary>The person is a member, or was removed.</summary>
    Membership = 2,

    /// <summary>The person's role, or the number of members of a role.</summary>
    Role = 3,

    /// <summary>The group's stage.</summary>
    Stage = 4,

    /// <summary>The group's status.</summary>
    Status = 5,

    /// <summary>The group's displayed completeness score.</summary>
    Completeness = 6,

    /// <summary>The group's displayed engagement score.</summary>
    Engagement = 7,
}
