using System.ComponentModel.DataAnnotations;

namespace BuyingGroups.Storage.Redis;

/// <summary>Settings of the counters' store; section <c>Redis</c> of the configuration.</summary>
public sealed class RedisOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Redis";

    /// <summary>
    /// StackExchange.Redis connection string of a Redis 7, Valkey or Garnet, single or Cluster, such as <c>localhost:6379</c>. Default empty: the
    /// embedded SQLite in the data folder.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>What every key begins with, for several instances over one Redis. Default <c>bg</c>, 1 to 32 characters without braces.</summary>
    [Required, StringLength(32, MinimumLength = 1), RegularExpression("[^{}]*")]
    public string KeyPrefix { get; set; } = "bg";

    /// <summary>How long an answer of Redis is waited for before the call is UNAVAILABLE. Default 1,000 ms, 50 to 60,000.</summary>
    [Range(50, 60_000)]
    public int TimeoutMilliseconds { get; set; } = 1000;
}
