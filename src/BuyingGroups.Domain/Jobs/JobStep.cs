namespace BuyingGroups.Domain.Jobs;

/// <summary>What a job goes through, one after the other, each in the order of ids.</summary>
public enum JobStep
{
    /// <summary>Accounts: their groups are made and filled.</summary>
    Accounts = 1,

    /// <summary>Groups: their engagement scores are stored.</summary>
    Scores = 2,

    /// <summary>Groups: their completeness is computed anew.</summary>
    Completeness = 3,

    /// <summary>Accounts: the highest score of all people is found.</summary>
    People = 4,
}
