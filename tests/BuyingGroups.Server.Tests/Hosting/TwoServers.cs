using BuyingGroups.Storage.Tests.Redis;

namespace BuyingGroups.Server.Tests.Hosting;

/// <summary>Two servers over the same stores: a redis-server of the test's own, and one SQLite file.</summary>
public sealed class TwoServers : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private TwoServers(RedisServer redis, TemporaryFolder folder, RunningServer a, RunningServer b)
    {
        Redis = redis;
        _folder = folder;
        A = a;
        B = b;
    }

    public RedisServer Redis { get; }

    /// <summary>Where the SQLite file is.</summary>
    public string Folder => _folder.Path;

    public RunningServer A { get; }

    public RunningServer B { get; }

    /// <summary>Skips the test where no redis-server is installed.</summary>
    /// <param name="redisArguments">More of redis-server's options, such as <c>--appendonly yes</c>.</param>
    public static Task<TwoServers> StartAsync(params string[] redisArguments) => StartAsync(new RedisServer(redisArguments), []);

    /// <summary>The same, with settings for both servers.</summary>
    public static Task<TwoServers> StartWithAsync(params (string Key, string Value)[] more) => StartAsync(new RedisServer(), more);

    private static async Task<TwoServers> StartAsync(RedisServer redis, (string Key, string Value)[] more)
    {
        var folder = new TemporaryFolder();
        (string, string)[] settings = [("Redis:ConnectionString", redis.ConnectionString), .. more];
        return new TwoServers(
            redis, folder, await RunningServer.StartAsync(folder.Path, settings), await RunningServer.StartAsync(folder.Path, settings));
    }

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
        Redis.Dispose();
        _folder.Dispose();
    }
}
