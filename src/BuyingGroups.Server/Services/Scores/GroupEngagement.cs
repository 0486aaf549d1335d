using System.Buffers;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Server.Services.Scores;

/// <summary>A group's engagement score and what it is made of, computed from one reading.</summary>
internal sealed class GroupEngagement
{
    private readonly IReadOnlyList<TemplateRole> _roles;
    private readonly int _weightings;
    private readonly double _scale;

    private GroupEngagement(GroupReading reading, ScoringMethod method, ExactScore[] memberTotals)
    {
        var group = reading.Group;
        _roles = group.Roster.Roles;
        Reading = reading;
        Method = method;
        MemberTotals = memberTotals;
        RoleTotals = new ExactScore[_roles.Count];
        RoleMembers = new int[_roles.Count];
        Array.Fill(RoleTotals, ExactScore.Zero);
        for (var member = 0; member < memberTotals.Length; member++)
        {
            var role = group.RoleIndexes[member];
            RoleTotals[role] = EngagementScore.Add(RoleTotals[role], memberTotals[member]);
            RoleMembers[role]++;
        }

        _weightings = _roles.Sum(role => (int)role.Weighting);
        Weighted = EngagementScore.GroupScore(_roles.Zip(RoleTotals, (role, total) => (role.Weighting, total)));
        Highest = HighestScore.Of(reading.State.Highest, found => found.Group, Weighted, reading.At);
        if (method == ScoringMethod.Normalized)
        {
            (Value, Displayed) = NormalizedScore.Of(Weighted, Highest.Score);
        }
        else
        {
            (Value, Displayed) = (Weighted.Value, Weighted.Displayed);
        }

        _scale = Weighted.Numerator == 0 ? 0 : Value / Weighted.Value;
    }

    public GroupReading Reading { get; }

    public ScoringMethod Method { get; }

    /// <summary>Each member's total, in the roster's order.</summary>
    public ExactScore[] MemberTotals { get; }

    /// <summary>Each role's total, in priority order.</summary>
    public ExactScore[] RoleTotals { get; }

    /// <summary>How many members each role has, in priority order.</summary>
    public int[] RoleMembers { get; }

    /// <summary>The score before it was normalized; with the other methods the score itself.</summary>
    public ExactScore Weighted { get; }

    /// <summary>The score.</summary>
    public double Value { get; }

    /// <summary>The score as shown.</summary>
    public long Displayed { get; }

    /// <summary>The highest activity-weighted score that is known of the instance: the last pass's, or the group's own if that is higher.</summary>
    public HighestScore Highest { get; }

    /// <summary>Computes the score of <paramref name="reading"/>.</summary>
    public static GroupEngagement Of(GroupReading reading, ScoringMethod method)
    {
        var totals = new ExactScore[reading.Group.Roster.Members.Count];
        for (var member = 0; member < totals.Length; member++)
        {
            totals[member] = PersonTotal(reading.Counters.Of(member), reading.Model, reading.Window, method);
        }

        return new GroupEngagement(reading, method, totals);
    }

    /// <summary>The total of one person's packed counters.</summary>
    public static ExactScore PersonTotal(ReadOnlySpan<byte> packed, ScoringModel model, ScoringWindow window, ScoringMethod method)
    {
        var counters = ArrayPool<ActivityCount>.Shared.Rent(CounterRecords.CountOf(packed));
        try
        {
            var count = CounterRecords.Decode(packed, counters);
            return EngagementScore.PersonTotal(counters.AsSpan(0, count), model, window, method);
        }
        finally
        {
            ArrayPool<ActivityCount>.Shared.Return(counters);
        }
    }

    /// <summary>The percentage of the role at <paramref name="role"/>.</summary>
    public double Percentage(int role) => 100.0 * (int)_roles[role].Weighting / _weightings;

    /// <summary>What a total of the role at <paramref name="role"/> adds to the group's score.</summary>
    public double Share(int role, double total) => total * (int)_roles[role].Weighting / _weightings * _scale;
}
