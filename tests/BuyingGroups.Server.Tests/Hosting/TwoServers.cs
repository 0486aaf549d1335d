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

    /// <summary>The data folder of both.</summary>
    public string Folder => _folder.Path;

    public RunningServer A { get; }

    public RunningServer B { get; }

    /// <summary>Skips the test where no redis-server is installed.</summary>
    /// <param name="redisArguments">More of redis-server's options, such as <c>--appendonly yes</c>.</param>
    public static Task<TwoServers> StartAsync(params string[] redisArguments) => StartOverAsync(new RedisServer(redisArguments));

    /// <summary>The same, with settings for both servers.</summary>
    public static Task<TwoServers> StartWithAsync(params (string Key, string Value)[] more) =>
        StartOverAsync(new RedisServer(), more: more);

    /// <summary>Over a Redis that is running already.</summary>
    /// <param name="redis">Is theirs from now on.</param>
    /// <param name="options">More of the connection string, such as <c>user=bg,password=secret</c>.</param>
    /// <param name="more">Settings for both servers.</param>
    public static async Task<TwoServers> StartOverAsync(RedisServer redis, string options = "", params (string Key, string Value)[] more)
    {
        var folder = new TemporaryFolder();
        (string, string)[] settings = [("Redis:ConnectionString", $"{redis.ConnectionString},{options}"), .. more];
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
