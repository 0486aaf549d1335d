namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>What became of one account of a batch.</summary>
public enum AccountUpsertOutcome
{
    /// <summary>It is new.</summary>
    Created = 1,

    /// <summary>It was there, and has the new data now.</summary>
    Updated = 2,

    /// <summary>It was there with just that data.</summary>
    Unchanged = 3,

    /// <summary>Refused: the parent is neither there nor among the accounts of the batch that were taken.</summary>
    UnknownParent = 4,

    /// <summary>Refused: the account would be above itself. All accounts of the batch that make up the cycle are refused.</summary>
    ParentCycle = 5,
}
