namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>What became of one person of a batch.</summary>
/// <param name="Outcome">Taken or refused.</param>
/// <param name="Move">
/// Of <see cref="PersonUpsertOutcome.Moved"/>, the move that was begun; of <see cref="PersonUpsertOutcome.MovePending"/>, the one that is in the
/// way; else null.
/// </param>
public sealed record PersonUpsert(PersonUpsertOutcome Outcome, PendingMove? Move = null);
