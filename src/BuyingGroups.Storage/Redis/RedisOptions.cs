using System.ComponentModel.DataAnnotations;

namespace BuyingGroups.Storage.Redis;

/// <summary>Settings of the counters' store; section <c>Redis</c> of the configuration.</summary>
public sealed class RedisOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Redis";

    /// <summary>
    /// The address of Redis 7 or Valkey, single or Cluster: a StackExchange.Redis connection string such as <c>localhost:6379</c>, or a URL
    /// (<see cref="RedisAddress"/>). Default empty, which means the embedded SQLite in the data folder.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// The prefix of every key, for several instances over one Redis. Default <c>bg</c>, 1 to 32 characters without braces.
    /// </summary>
    [Required, StringLength(32, MinimumLength = 1), RegularExpression("[^{}]*")]
    public string KeyPrefix { get; set; } = "bg";

    /// <summary>How long to wait for an answer of Redis before the call is UNAVAILABLE. Default 1,000 ms, 50 to 60,000.</summary>
    [Range(50, 60_000)]
    public int TimeoutMilliseconds { get; set; } = 1000;

    /// <summary>
    /// Whether to start over a Redis that evicts keys when its memory is full (any <c>maxmemory-policy</c> but <c>noeviction</c>).
    /// Acknowledged activities are then lost silently, and a retry of one counts again. Default false.
    /// </summary>
    public bool AllowEviction { get; set; }
}
