using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Counters;

/// <summary>What remains in the old account of a person who moves, between freeze and drop.</summary>
/// <param name="From">The old account.</param>
/// <param name="Counters">The packed counters, with the ids that follow them.</param>
/// <param name="Ids">The first bucket of remembered ids, packed. The other buckets are read from the old account.</param>
internal sealed record FrozenPerson(AccountId From, byte[] Counters, byte[] Ids);
