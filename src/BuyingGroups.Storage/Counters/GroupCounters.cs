namespace BuyingGroups.Storage.Counters;

/// <summary>The counters of a group's members as they were at one moment.</summary>
public readonly struct GroupCounters
{
    private readonly ReadOnlyMemory<byte>[] _members;

    internal GroupCounters(RosterToken token, ReadOnlyMemory<byte>[] members)
    {
        Token = token;
        _members = members;
    }

    /// <summary>The roster token that stands; zero if there is none.</summary>
    public RosterToken Token { get; }

    /// <summary>The packed counters of a member, for <see cref="CounterRecords"/>.</summary>
    /// <param name="member">The member's place in the roster that the keys were made of.</param>
    public ReadOnlySpan<byte> Of(int member) => _members[member].Span;
}
