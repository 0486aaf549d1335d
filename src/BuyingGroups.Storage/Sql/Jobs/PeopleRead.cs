using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>The people of accounts, and what was decided on them.</summary>
/// <param name="People">By account.</param>
/// <param name="Decisions">What was decided before, in the groups that were asked for.</param>
public sealed record PeopleRead(ILookup<AccountId, PersonRead> People, StandingDecisions Decisions);
