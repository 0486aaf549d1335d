namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>The result of upserting one person of a batch.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Move">
/// For <see cref="PersonUpsertOutcome.Moved"/> the move that was begun, for <see cref="PersonUpsertOutcome.MovePending"/> the one that has
/// to be completed first; otherwise null.
/// </param>
public sealed record PersonUpsert(PersonUpsertOutcome Outcome, PendingMove? Move = null);
