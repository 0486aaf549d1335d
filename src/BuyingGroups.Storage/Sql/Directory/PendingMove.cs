using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>A person who is in another account now, and whose counters aren't known to have followed.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="From">The account before.</param>
/// <param name="To">The account now.</param>
/// <param name="MoveId">Tells this move from earlier and later ones of the person.</param>
public sealed record PendingMove(PersonId PersonId, AccountId From, AccountId To, string MoveId);
