using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>Where a person is.</summary>
/// <param name="AccountId">The person's account.</param>
/// <param name="PendingMove">The move that brought the person there, while it isn't finished; else null.</param>
public sealed record PersonLocation(AccountId AccountId, PendingMove? PendingMove);
