using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Commands;

/// <summary>How a command names its group.</summary>
public abstract record GroupAddress;

/// <summary>By the id that the service made.</summary>
public sealed record GroupById(BuyingGroupId Id) : GroupAddress;

/// <summary>By what it is about.</summary>
/// <param name="SolutionInterestId">What is sold.</param>
/// <param name="AccountId">Who is sold to; null: the account of <paramref name="PersonId"/>.</param>
/// <param name="PersonId">The person that the command is about; null if it is about none.</param>
public sealed record GroupByInterest(SolutionInterestId SolutionInterestId, AccountId? AccountId, PersonId? PersonId = null) : GroupAddress;
