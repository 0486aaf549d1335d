using BuyingGroups.Storage.Sql.Events;
using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>
/// The marks of event logs in the Redis that all servers share: a sorted set <c>bg:logs</c> of the logs' ids by position, which expires a
/// year after a mark was last raised.
/// </summary>
/// <param name="redis">The Redis.</param>
public sealed class RedisEventLogMarks(RedisConnection redis) : EventLogMarks
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    private readonly RedisKey _key = redis.KeyOf("logs");

    /// <inheritdoc />
    public override async Task<long> GetAsync(string logId, CancellationToken cancellationToken) =>
        (long)(await redis.RunAsync(database => database.SortedSetScoreAsync(_key, logId), cancellationToken) ?? 0);

    /// <inheritdoc />
    public override Task<bool> AnyAsync(CancellationToken cancellationToken) =>
        redis.RunAsync(database => database.KeyExistsAsync(_key), cancellationToken);

    /// <inheritdoc />
    public override async Task RaiseAsync(string logId, long position, CancellationToken cancellationToken)
    {
        // Positions stay below 2^53, so that a score, which is a double, represents each of them exactly.
        await redis.RunAsync(database => database.SortedSetAddAsync(_key, logId, position, SortedSetWhen.GreaterThan), cancellationToken);
        await redis.RunAsync(database => database.KeyExpireAsync(_key, Kept), cancellationToken);
    }
}
