using System.IO.Hashing;
using System.Net.Sockets;
using System.Text;
using Garnet;
using Garnet.server;
using Tsavorite.core;

namespace BuyingGroups.Storage.Redis;

/// <summary>
/// A Garnet server inside the process, on a Unix socket, with an append-only file in a folder: the counters' store of an instance without
/// a Redis. It opens no port.
/// </summary>
public sealed class EmbeddedGarnet : IAsyncDisposable, IDisposable
{
    // The longest path that a Unix socket can have on every system (macOS: 104 bytes with the closing zero).
    private const int LongestSocketPath = 103;

    private readonly GarnetServer _server;
    private readonly string _socket;

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
    public static EmbeddedGarnet Start(string folder) => Start(folder, change: null);

    /// <summary>Starts it with other settings of Garnet, for tests.</summary>
    internal static EmbeddedGarnet Start(string folder, Action<GarnetServerOptions>? change)
    {
        Directory.CreateDirectory(folder);
        var socket = SocketOf(folder);
        File.Delete(socket);
        var settings = Settings(folder, socket);
        change?.Invoke(settings);
        var server = new GarnetServer(settings);
        server.Start();
        return new EmbeddedGarnet(server, folder, socket);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _server.Dispose();
        File.Delete(_socket);
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
        EndPoints = [new UnixDomainSocketEndPoint(socket)],
        UnixSocketPath = socket,
        UnixSocketPermission = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        QuietMode = true,
        // Each connection that waits for a commit holds a thread; the commit needs another.
        ThreadPoolMinThreads = 64,

        EnableLua = true,
        LuaTransactionMode = true,
        LuaOptions = new LuaOptions(LuaMemoryManagementMode.Native, "", Timeout.InfiniteTimeSpan, LuaLoggingMode.Disable, []),

        LogDir = folder,
        CheckpointDir = folder,
        DeviceType = DeviceType.RandomAccess,
        DeviceFactoryCreator = new LocalStorageNamedDeviceFactoryCreator(deviceType: DeviceType.RandomAccess),
        LogMemorySize = "256m",
        PageSize = "4m",
        SegmentSize = "64m",
        IndexMemorySize = "16m",
        EnableStorageTier = true,

        EnableAOF = true,
        CommitFrequencyMs = 0,
        WaitForCommit = true,
        AofMemorySize = "32m",
        AofPageSize = "8m",
        AofSegmentSize = "64m",
        AofSizeLimit = "64m",
        CompactionType = LogCompactionType.Lookup,
        CompactionMaxSegments = 4,
        Recover = true,
        FailOnRecoveryError = true,
    };
}
