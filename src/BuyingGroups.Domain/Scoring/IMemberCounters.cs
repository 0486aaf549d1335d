namespace BuyingGroups.Domain.Scoring;

/// <summary>The counters of a group's members, in whatever form a store keeps them.</summary>
public interface IMemberCounters
{
    /// <summary>The number of a member's counters.</summary>
    /// <param name="member">The member's index in the roster.</param>
    public int CountOf(int member);

    /// <summary>Decodes a member's counters, at most one for each day and activity type.</summary>
    /// <param name="member">The member's index in the roster.</param>
    /// <param name="counters">Receives the counters; has room for as many as <see cref="CountOf"/> returned.</param>
    public void Read(int member, Span<ActivityCount> counters);
}
