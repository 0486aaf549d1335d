using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>The people of accounts, and the decisions about them.</summary>
/// <param name="People">The people by account.</param>
/// <param name="Decisions">The decisions that stand in the groups that were asked for.</param>
public sealed record PeopleRead(ILookup<AccountId, PersonRead> People, StandingDecisions Decisions);
