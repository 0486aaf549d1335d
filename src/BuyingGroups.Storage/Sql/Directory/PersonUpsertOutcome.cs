namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>The outcome of upserting one person of a batch.</summary>
public enum PersonUpsertOutcome
{
    /// <summary>The person is new.</summary>
    Created = 1,

    /// <summary>The person existed, and has the new data now.</summary>
    Updated = 2,

    /// <summary>The person existed with exactly this data.</summary>
    Unchanged = 3,

    /// <summary>The person has moved to another account, and has the new data now.</summary>
    Moved = 4,

    /// <summary>Refused: there is no such account.</summary>
    UnknownAccount = 5,

    /// <summary>
    /// Refused: the person is to move, but the previous move isn't completed yet; or a person with that id was erased, and the erasure
    /// isn't completed yet.
    /// </summary>
    MovePending = 6,
}
