using System.Buffers;
using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Scoring;

/// <summary>A group's engagement score, and the parts of which it consists.</summary>
public sealed class GroupEngagement
{
    private readonly IReadOnlyList<TemplateRole> _roles;
    private readonly int _weightings;
    private readonly double _scale;

    private GroupEngagement(
        IReadOnlyList<TemplateRole> roles, IReadOnlyList<int> roleOfMember, ExactScore[] memberTotals, ScoringBasis basis)
    {
        _roles = roles;
        _weightings = roles.Sum(role => (int)role.Weighting);
        Basis = basis;
        MemberTotals = memberTotals;
        var (totals, members) = (new ExactScore[roles.Count], new int[roles.Count]);
        Array.Fill(totals, ExactScore.Zero);
        for (var member = 0; member < memberTotals.Length; member++)
        {
            var role = roleOfMember[member];
            totals[role] = totals[role].Plus(memberTotals[member]);
            members[role]++;
        }

        (RoleTotals, RoleMembers) = (totals, members);
        Score = ComputedScore.Of(EngagementScore.GroupScore(roles.Zip(totals, (role, total) => (role.Weighting, total))), basis);
        _scale = Score.Weighted.Numerator == 0 ? 0 : Score.Exact / Score.Weighted.Value;
    }

    /// <summary>What the score was computed with.</summary>
    public ScoringBasis Basis { get; }

    /// <summary>The score.</summary>
    public ComputedScore Score { get; }

    /// <summary>Each member's total, in the roster's order.</summary>
    public IReadOnlyList<ExactScore> MemberTotals { get; }

    /// <summary>Each role's total, in priority order.</summary>
    public IReadOnlyList<ExactScore> RoleTotals { get; }

    /// <summary>How many members each role has, in priority order.</summary>
    public IReadOnlyList<int> RoleMembers { get; }

    /// <summary>Computes a group's score.</summary>
    /// <param name="roles">The roles of the group's template, in priority order, including those without members.</param>
    /// <param name="roleOfMember">For each member of the roster, the index of the member's role in <paramref name="roles"/>.</param>
    /// <param name="counters">The counters of the members.</param>
    /// <param name="basis">What to compute the score with.</param>
    public static GroupEngagement Of(
        IReadOnlyList<TemplateRole> roles, IReadOnlyList<int> roleOfMember, IMemberCounters counters, ScoringBasis basis)
    {
        var totals = new ExactScore[roleOfMember.Count];
        for (var member = 0; member < totals.Length; member++)
        {
            var count = counters.CountOf(member);
            var read = ArrayPool<ActivityCount>.Shared.Rent(count);
            try
            {
                counters.Read(member, read.AsSpan(0, count));
                totals[member] = EngagementScore.PersonTotal(read.AsSpan(0, count), basis.Model, basis.Window, basis.Method);
            }
            finally
            {
                ArrayPool<ActivityCount>.Shared.Return(read);
            }
        }

        return new GroupEngagement(roles, roleOfMember, totals, basis);
    }

    /// <summary>The percentage of the role at index <paramref name="role"/>: its weighting over the sum of all weightings.</summary>
    public double Percentage(int role) => 100.0 * (int)_roles[role].Weighting / _weightings;

    /// <summary>
    /// What a total of the role at index <paramref name="role"/> adds to the group's score. All shares add up to the score.
    /// </summary>
    public double Share(int role, double total) => total * (int)_roles[role].Weighting / _weightings * _scale;
}
