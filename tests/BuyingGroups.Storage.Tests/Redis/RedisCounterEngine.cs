using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Redis;
using BuyingGroups.Storage.Tests.Counters;
using StackExchange.Redis;

namespace BuyingGroups.Storage.Tests.Redis;

/// <summary>A Redis of the tests' own.</summary>
public abstract class RedisCounterEngine : CounterEngine
{
    public override bool IsInstalled => RedisServer.IsInstalled;

    public CounterKeys Keys { get; } = new("bg");

    /// <summary>A connection for looking at what the store keeps.</summary>
    public ConnectionMultiplexer Raw { get; private set; } = null!;

    protected abstract string ConnectionString { get; }

    public override async Task<ConnectedCounters> ConnectAsync(TimeProvider clock, ScoringCalendar calendar)
    {
        var redis = await RedisConnection.ConnectAsync(
            new RedisOptions { ConnectionString = ConnectionString, TimeoutMilliseconds = 5000 });
        return new ConnectedCounters(new RedisCounters(redis, calendar, clock), redis);
    }

    public override Task ExpireAsync(ActivityCounters counters) => Task.CompletedTask;

    public override async Task<int> CountKeysAsync(AccountId account)
    {
        var keys = 0;
        foreach (var server in Raw.GetServers())
        {
            await foreach (var key in server.KeysAsync(pattern: $"bg:{{{account.Value}}}:*"))
            {
                keys++;
            }
        }

        return keys;
    }

    public override async Task InitializeAsync()
    {
        if (IsInstalled)
        {
            StartEngine();
            Raw = await ConnectionMultiplexer.ConnectAsync($"{ConnectionString},allowAdmin=true");
        }
    }

    public override async Task DisposeAsync()
    {
        if (IsInstalled)
        {
            await Raw.DisposeAsync();
            StopEngine();
        }
    }

    protected abstract void StartEngine();

    protected abstract void StopEngine();
}

/// <summary>Debian's redis-server, single.</summary>
public sealed class SingleRedis : RedisCounterEngine
{
    private RedisServer? _server;

    protected override string ConnectionString => _server!.ConnectionString;

    protected override void StartEngine() => _server = new RedisServer();

    protected override void StopEngine() => _server?.Dispose();
}

/// <summary>Three masters.</summary>
public sealed class ClusterOfRedis : RedisCounterEngine
{
    private RedisCluster? _cluster;

    protected override string ConnectionString => _cluster!.ConnectionString;

    protected override void StartEngine() => _cluster = new RedisCluster();

    protected override void StopEngine() => _cluster?.Dispose();
}
