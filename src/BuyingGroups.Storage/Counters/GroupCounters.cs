using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Counters;

/// <summary>The counters of a group's members as they were at one moment.</summary>
public readonly struct GroupCounters : IMemberCounters
{
    private readonly ReadOnlyMemory<byte>[] _members;

    internal GroupCounters(RosterToken token, ReadOnlyMemory<byte>[] members)
    {
        Token = token;
        _members = members;
    }

    /// <summary>The current roster token; zero if there is none.</summary>
    public RosterToken Token { get; }

    /// <summary>The counters of a member.</summary>
    /// <param name="member">The member's index in the roster.</param>
    public ActivityCount[] Of(int member) => CounterRecords.Decode(_members[member].Span);

    /// <inheritdoc />
    public int CountOf(int member) => CounterRecords.CountOf(_members[member].Span);

    /// <inheritdoc />
    public void Read(int member, Span<ActivityCount> counters) => CounterRecords.Decode(_members[member].Span, counters);
}
