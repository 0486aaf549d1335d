using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>An erased person whose counters in an account may not be deleted yet.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="AccountId">The person's account, or one from which the person had moved.</param>
/// <param name="ErasedAt">The time of the erasure.</param>
public sealed record PendingErasure(PersonId PersonId, AccountId AccountId, DateTimeOffset ErasedAt);
