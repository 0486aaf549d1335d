using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>A person who was erased, and whose counters aren't known to be gone.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="AccountId">The account where the counters are.</param>
/// <param name="ErasedAt">When the person was erased.</param>
public sealed record PendingErasure(PersonId PersonId, AccountId AccountId, DateTimeOffset ErasedAt);
