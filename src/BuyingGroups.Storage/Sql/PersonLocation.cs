using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql;

/// <summary>Where a person's counters belong.</summary>
/// <param name="AccountId">The person's account.</param>
/// <param name="PendingMove">The move that must be completed before anything is recorded there; null if there is none.</param>
public sealed record PersonLocation(AccountId AccountId, PendingMove? PendingMove);
