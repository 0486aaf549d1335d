using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Server.Rosters;

/// <summary>Everything that the score of one group is computed from.</summary>
/// <param name="Group">The roster.</param>
/// <param name="Counters">The counters of each member, in the roster's order.</param>
/// <param name="State">The active scoring model and the highest scores, with which normalized scores compare.</param>
/// <param name="Window">The days that count.</param>
/// <param name="At">The instant for which the score is computed.</param>
internal sealed record GroupReading(CachedRoster Group, GroupCounters Counters, SharedState State, ScoringWindow Window, DateTimeOffset At)
{
    /// <summary>Computes the score.</summary>
    public GroupEngagement Score(ScoringMethod method) => GroupEngagement.Of(
        Group.Roster.Roles,
        Group.RoleIndexes,
        Counters,
        new ScoringBasis(method, State.Model, Window, At, State.Highest?.OfGroups));
}
