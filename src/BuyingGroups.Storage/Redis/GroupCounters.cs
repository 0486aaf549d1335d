using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>The counters of a group's members as they were at one moment.</summary>
public readonly struct GroupCounters
{
    private readonly RedisValue[] _values;

    internal GroupCounters(RedisValue[] values) => _values = values;

    /// <summary>The roster token that stands; zero if there is none.</summary>
    public RosterToken Token => new(_values[0].IsNull ? 0 : (long)_values[0]);

    /// <summary>The packed counters of a member, for <see cref="CounterRecords"/>.</summary>
    /// <param name="member">The member's place in the roster that the keys were made of.</param>
    public ReadOnlySpan<byte> Of(int member) => ((ReadOnlyMemory<byte>)_values[member + 1]).Span;
}
