using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Server.Services.Scores;

/// <summary>What every score needs and that changes rarely, as SQL had it at one moment.</summary>
/// <param name="Model">The active scoring model.</param>
/// <param name="RosterFence">Rosters that were read under another value are not to be used.</param>
/// <param name="Highest">What normalized scores compare with; null: no maintenance pass has ended yet.</param>
internal sealed record SharedState(ScoringModel Model, long RosterFence, HighestScores? Highest);
