using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>The account in which a person is.</summary>
/// <param name="AccountId">The person's account.</param>
/// <param name="PendingMove">The move that brought the person there, until it is completed; otherwise null.</param>
public sealed record PersonLocation(AccountId AccountId, PendingMove? PendingMove);
