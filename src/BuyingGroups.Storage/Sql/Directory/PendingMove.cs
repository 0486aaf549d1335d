using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>The move of a person to another account, whose counters aren't known to have followed.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="From">The old account.</param>
/// <param name="To">The new account.</param>
/// <param name="MoveId">Distinguishes this move from earlier and later ones of the person.</param>
public sealed record PendingMove(PersonId PersonId, AccountId From, AccountId To, string MoveId);
