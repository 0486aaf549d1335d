namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>What became of one person of a batch.</summary>
public enum PersonUpsertOutcome
{
    /// <summary>The person is new.</summary>
    Created = 1,

    /// <summary>The person was there, and has the new data now.</summary>
    Updated = 2,

    /// <summary>The person was there with just that data.</summary>
    Unchanged = 3,

    /// <summary>The person has moved to another account, and has the new data.</summary>
    Moved = 4,

    /// <summary>Refused: there is no such account.</summary>
    UnknownAccount = 5,

    /// <summary>Refused: the person is to move, and the last move isn't finished yet; or somebody of that id was erased, and that isn't finished yet.</summary>
    MovePending = 6,
}
