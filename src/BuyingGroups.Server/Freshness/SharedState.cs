using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Server.Freshness;

/// <summary>What every score needs and what changes rarely, as SQL had it at one moment.</summary>
/// <param name="Model">The active scoring model.</param>
/// <param name="LogPosition">
/// The position of the log of invalidations up to which everything has been removed from this server's caches.
/// </param>
/// <param name="RedisEpoch">The epoch of the connection to Redis, read before SQL was asked.</param>
/// <param name="ErasedAt">Changes whenever a person was erased, or may have been.</param>
/// <param name="Highest">The highest scores, with which normalized scores compare; null until a maintenance pass has ended.</param>
internal sealed record SharedState(ScoringModel Model, long LogPosition, int RedisEpoch, long ErasedAt, HighestScores? Highest);
