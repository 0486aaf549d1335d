namespace BuyingGroups.Storage.Counters;

/// <summary>What lies in the old place of a person who moves, between freeze and drop.</summary>
/// <param name="Counters">The packed counters.</param>
/// <param name="Ids">The remembered ids, packed.</param>
internal sealed record FrozenPerson(byte[] Counters, byte[] Ids);
