using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Counters;

/// <summary>What lies in the old place of a person who moves, between freeze and drop.</summary>
/// <param name="From">The old account.</param>
/// <param name="Counters">The packed counters, with what stands behind them.</param>
/// <param name="Ids">The first bucket of remembered ids, packed; the others are read from the old place.</param>
internal sealed record FrozenPerson(AccountId From, byte[] Counters, byte[] Ids);
