using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Redis;

namespace BuyingGroups.Server.Services.Scores;

/// <summary>All that a score of one group is computed from.</summary>
/// <param name="Group">The roster.</param>
/// <param name="Counters">The packed counters of each member, in the roster's order.</param>
/// <param name="Model">The active scoring model.</param>
/// <param name="Window">The days that count.</param>
/// <param name="At">The instant of the score.</param>
internal sealed record GroupReading(CachedRoster Group, GroupCounters Counters, ScoringModel Model, ScoringWindow Window, DateTimeOffset At);
