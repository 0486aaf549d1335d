using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql;

/// <summary>What became of a batch of membership commands on one group.</summary>
/// <param name="AccountId">The group's account.</param>
/// <param name="RosterChanged">Whether a member or a role changed, so that scores do.</param>
/// <param name="Results">One for each command, in order.</param>
public sealed record GroupDecisions(AccountId AccountId, bool RosterChanged, IReadOnlyList<MemberDecision> Results);
