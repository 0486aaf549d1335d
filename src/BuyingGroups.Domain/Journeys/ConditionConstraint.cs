namespace BuyingGroups.Domain.Journeys;

/// <summary>What a condition asks, in the order in which it is looked at.</summary>
public enum ConditionConstraint
{
    /// <summary>A group of the solution interest, or of any.</summary>
    SolutionInterest = 1,

    /// <summary>That the person is a member, or was removed.</summary>
    Membership = 2,

    /// <summary>The person's role; or how many members a role has.</summary>
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
