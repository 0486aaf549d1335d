using System.IO.Hashing;
using System.Net.Sockets;
using System.Text;
using Garnet;
using Garnet.server;
using Tsavorite.core;

namespace BuyingGroups.Storage.Redis;

/// <summary>
/// A Garnet server inside the process, on a Unix socket, with an append-only file in a folder: the counters' store of an instance without
/// a Redis.
/// </summary>
/// <remarks>
/// What is acknowledged outlives the process: no answer is sent before the append-only file has been written (through the system's cache,
/// which Garnet asks for), and a recovery that fails stops the start. Shown by killing it under load, also with a checkpoint each second, and
/// comparing with what was acknowledged: <c>EmbeddedGarnetTests</c>, and <c>garnet-kills</c> of the benchmarks for as many rounds as one likes.
/// What Garnet doesn't give is a script that is all or nothing: its writes are logged one by one, whatever the transaction mode, and a kill can
/// come in between. So the scripts count and remember by one write of one key (<c>runs.lua</c>), and each of their steps can be repeated.
/// </remarks>
public sealed class EmbeddedGarnet : IAsyncDisposable, IDisposable
{
    // The longest path that a Unix socket can have on every system (macOS: 104 bytes with the closing zero).
    private const int LongestSocketPath = 103;

    private readonly GarnetServer _server;
    private readonly string _socket;
    private bool _disposed;

    private EmbeddedGarnet(GarnetServer server, string folder, string socket)
    {
        _server = server;
        _socket = socket;
        Folder = folder;
    }

    /// <summary>Where its files are.</summary>
    public string Folder { get; }

    /// <summary>For <see cref="RedisOptions.ConnectionString"/>.</summary>
    public string ConnectionString => ConnectionStringOf(Folder);

    /// <summary>How to connect to the one that runs over a folder.</summary>
    public static string ConnectionStringOf(string folder) => $"!{SocketOf(folder)}";

    /// <summary>Starts it, with what it held before.</summary>
    /// <param name="folder">Its folder, made if there is none; nobody else may run one over it.</param>
    public static EmbeddedGarnet Start(string folder) => Start(folder, _ => { });

    /// <summary>Starts it with other settings.</summary>
    internal static EmbeddedGarnet Start(string folder, Action<GarnetServerOptions> change)
    {
        Directory.CreateDirectory(folder);
        var socket = SocketOf(folder);
        File.Delete(socket);
        var settings = Settings(folder, socket);
        change(settings);
        var server = new GarnetServer(settings);
        server.Start();
        return new EmbeddedGarnet(server, folder, socket);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Garnet's own throws when it is called again.
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            _server.Dispose();
            File.Delete(_socket);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static string SocketOf(string folder)
    {
        var path = Path.Combine(folder, "garnet.sock");
        return Encoding.UTF8.GetByteCount(path) <= LongestSocketPath
            ? path
            : Path.Combine(Path.GetTempPath(), $"buyinggroups-{XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(folder)):x16}.sock");
    }

    private static GarnetServerOptions Settings(string folder, string socket) => new()
    {
        // By Garnet's command line there would be a TCP port beside the socket, always.
        EndPoints = [new UnixDomainSocketEndPoint(socket)],
        UnixSocketPath = socket,
        UnixSocketPermission = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        QuietMode = true,
        EnableStorageTier = true,
        LogDir = folder,
        CheckpointDir = folder,
        DeviceFactoryCreator = new LocalStorageNamedDeviceFactoryCreator(deviceType: DeviceType.RandomAccess),
        EnableAOF = true,
        WaitForCommit = true,
        Recover = true,
        // Else it would come up with less than it had, and say nothing.
        FailOnRecoveryError = true,
        EnableLua = true,
        LuaOptions = new LuaOptions(),
        LuaTransactionMode = true,
        LogMemorySize = "256m",
        IndexMemorySize = "16m",
        PageSize = "4m",
        SegmentSize = "64m",
        AofMemorySize = "64m",
        AofPageSize = "8m",
        AofSegmentSize = "32m",
        // Against growth on disk: a checkpoint replaces an append-only file that has grown, compaction drops old versions of values.
        AofSizeLimit = "64m",
        AofSizeLimitEnforceFrequencySecs = 5,
        CompactionType = LogCompactionType.Lookup,
        CompactionFrequencySecs = 60,
        CompactionMaxSegments = 4,
        // A connection that waits for a commit holds a thread of the pool, and the commit itself needs one.
        ThreadPoolMinThreads = 64,
    };
}
