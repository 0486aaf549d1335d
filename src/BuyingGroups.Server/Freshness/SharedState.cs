using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Server.Freshness;

/// <summary>What every score needs and that changes rarely, as SQL had it at one moment.</summary>
/// <param name="Model">The active scoring model.</param>
/// <param name="LogPosition">Of the log of invalidations: everything up to here has been taken out of what this server keeps.</param>
/// <param name="RedisEpoch">The epoch of the connection to Redis before SQL was asked.</param>
/// <param name="ErasedAt">Changes whenever a person was erased, or may have been.</param>
/// <param name="Highest">What normalized scores compare with; null: no maintenance pass has ended yet.</param>
internal sealed record SharedState(ScoringModel Model, long LogPosition, int RedisEpoch, long ErasedAt, HighestScores? Highest);
