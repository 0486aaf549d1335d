using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>A person who was erased, and of whom something may be left among an account's counters.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="AccountId">The account, or one from which the person had moved.</param>
/// <param name="ErasedAt">When the person was erased.</param>
public sealed record PendingErasure(PersonId PersonId, AccountId AccountId, DateTimeOffset ErasedAt);
