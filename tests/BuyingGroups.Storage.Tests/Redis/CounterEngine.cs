using BuyingGroups.Storage.Redis;
using StackExchange.Redis;
using Xunit;

namespace BuyingGroups.Storage.Tests.Redis;

/// <summary>An engine that the suite of the counters runs against; one for all tests of a class.</summary>
public abstract class CounterEngine : IAsyncLifetime
{
    public abstract string ConnectionString { get; }

    public virtual bool IsInstalled => RedisServer.IsInstalled;

    /// <summary>A connection for looking at what the store keeps.</summary>
    public ConnectionMultiplexer Raw { get; private set; } = null!;

    public Task<RedisConnection> ConnectAsync(string prefix = "bg") =>
        RedisConnection.ConnectAsync(new RedisOptions { ConnectionString = ConnectionString, KeyPrefix = prefix, TimeoutMilliseconds = 5000 });

    public async Task InitializeAsync()
    {
        if (IsInstalled)
        {
            StartEngine();
            Raw = await ConnectionMultiplexer.ConnectAsync($"{ConnectionString},allowAdmin=true");
        }
    }

    public async Task DisposeAsync()
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
