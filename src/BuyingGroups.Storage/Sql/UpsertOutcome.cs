namespace BuyingGroups.Storage.Sql;

/// <summary>What the upsert of an account or a person did, or why it was refused.</summary>
public enum UpsertOutcome
{
    /// <summary>It is new.</summary>
    Created = 1,

    /// <summary>It has other data now.</summary>
    Updated = 2,

    /// <summary>It had that data already.</summary>
    Unchanged = 3,

    /// <summary>The person belongs to another account now.</summary>
    Moved = 4,

    /// <summary>Refused: there is no such account.</summary>
    UnknownAccount = 5,

    /// <summary>Refused: there is no such parent account.</summary>
    UnknownParent = 6,

    /// <summary>Refused: the account would be above itself.</summary>
    ParentCycle = 7,

    /// <summary>Refused for now: the person's counters are still on their way from the last move.</summary>
    MovePending = 8,
}
