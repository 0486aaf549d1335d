namespace BuyingGroups.Storage.Counters;

/// <summary>One person's counters.</summary>
/// <param name="HasMoved">Whether the person's counters are in another account now.</param>
/// <param name="Packed">The packed counters, for <see cref="CounterRecords"/>.</param>
public readonly record struct PersonCounters(bool HasMoved, ReadOnlyMemory<byte> Packed);
