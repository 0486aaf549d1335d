namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>The outcome of upserting one account of a batch.</summary>
public enum AccountUpsertOutcome
{
    /// <summary>The account is new.</summary>
    Created = 1,

    /// <summary>The account existed, and has the new data now.</summary>
    Updated = 2,

    /// <summary>The account existed with exactly this data.</summary>
    Unchanged = 3,

    /// <summary>Refused: the parent neither exists nor is among the accepted accounts of the batch.</summary>
    UnknownParent = 4,

    /// <summary>Refused: the account would be above itself. All accounts of the batch that belong to the cycle are refused.</summary>
    ParentCycle = 5,
}
