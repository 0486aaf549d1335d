namespace BuyingGroups.Domain.Scoring;

/// <summary>The counters of a group's members, however a store keeps them.</summary>
public interface IMemberCounters
{
    /// <summary>How many counters a member has.</summary>
    /// <param name="member">The member's place in the roster.</param>
    public int CountOf(int member);

    /// <summary>Writes a member's counters, at most one for each day and activity type.</summary>
    /// <param name="member">The member's place in the roster.</param>
    /// <param name="counters">Has room for as many as <see cref="CountOf"/> says.</param>
    public void Read(int member, Span<ActivityCount> counters);
}
