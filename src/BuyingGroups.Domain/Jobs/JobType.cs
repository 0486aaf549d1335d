namespace BuyingGroups.Domain.Jobs;

/// <summary>The types of jobs.</summary>
public enum JobType
{
    /// <summary>Creates the buying groups of a solution interest for the accounts of an audience, and fills them.</summary>
    Creation = 1,

    /// <summary>
    /// The daily pass: accounts that are new in a remembered audience, auto-assignment in existing groups, and stored scores.
    /// </summary>
    Maintenance = 2,

    /// <summary>Recomputes the completeness of the groups of a role template whose settings have changed.</summary>
    Completeness = 3,
}
