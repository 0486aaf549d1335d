using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql;

/// <summary>A move of a person to another account, whose counters may not have followed yet.</summary>
/// <param name="PersonId">Who moved.</param>
/// <param name="From">Where the counters were.</param>
/// <param name="To">Where they belong.</param>
/// <param name="MoveId">Identifies the move.</param>
public sealed record PendingMove(PersonId PersonId, AccountId From, AccountId To, string MoveId);
