namespace BuyingGroups.Domain.Jobs;

/// <summary>The steps of a job, one after the other, each in the order of ids.</summary>
public enum JobStep
{
    /// <summary>Accounts: their groups are created and filled.</summary>
    Accounts = 1,

    /// <summary>Groups: their engagement scores are stored.</summary>
    Scores = 2,

    /// <summary>Groups: their completeness is recomputed.</summary>
    Completeness = 3,

    /// <summary>Accounts: the highest score of all people is found.</summary>
    People = 4,
}
