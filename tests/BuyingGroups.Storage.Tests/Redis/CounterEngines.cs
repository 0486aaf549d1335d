using BuyingGroups.Storage.Redis;
using Xunit;

namespace BuyingGroups.Storage.Tests.Redis;

/// <summary>Debian's redis-server, single.</summary>
public sealed class RedisEngine : CounterEngine
{
    private RedisServer? _server;

    public override string ConnectionString => _server!.ConnectionString;

    protected override void StartEngine() => _server = new RedisServer();

    protected override void StopEngine() => _server?.Dispose();
}

/// <summary>Three masters.</summary>
public sealed class ClusterEngine : CounterEngine
{
    private RedisCluster? _cluster;

    public override string ConnectionString => _cluster!.ConnectionString;

    protected override void StartEngine() => _cluster = new RedisCluster();

    protected override void StopEngine() => _cluster?.Dispose();
}

/// <summary>The embedded default.</summary>
public sealed class GarnetEngine : CounterEngine
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bg-");
    private EmbeddedGarnet? _garnet;

    public override string ConnectionString => _garnet!.ConnectionString;

    public override bool IsInstalled => true;

    protected override void StartEngine() => _garnet = EmbeddedGarnet.Start(_folder.FullName, options => options.CommandStatsMonitor = true);

    protected override void StopEngine()
    {
        _garnet?.Dispose();
        _folder.Delete(recursive: true);
    }
}

public sealed class CountersOnRedisTests(RedisEngine engine) : CountersTests(engine), IClassFixture<RedisEngine>;

public sealed class CountersOnClusterTests(ClusterEngine engine) : CountersTests(engine), IClassFixture<ClusterEngine>;

public sealed class CountersOnGarnetTests(GarnetEngine engine) : CountersTests(engine), IClassFixture<GarnetEngine>;
