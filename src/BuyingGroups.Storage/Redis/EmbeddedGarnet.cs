using Garnet;

namespace BuyingGroups.Storage.Redis;

/// <summary>
/// A Garnet server inside the process, on a Unix socket in the data folder, with an append-only file beside it: the counters' store of an
/// instance without a Redis.
/// </summary>
public sealed class EmbeddedGarnet : IAsyncDisposable, IDisposable
{
    private const int MaxSocketPath = 107;

    private readonly GarnetServer _server;

    private EmbeddedGarnet(GarnetServer server, string folder, string socket)
    {
        _server = server;
        Folder = folder;
        Socket = socket;
    }

    /// <summary>Where its files are.</summary>
    public string Folder { get; }

    /// <summary>The socket's path.</summary>
    public string Socket { get; }

    /// <summary>How to connect to it.</summary>
    public string ConnectionString => ConnectionStringOf(Socket);

    /// <summary>Where a server over <paramref name="folder"/> has its socket.</summary>
    public static string SocketIn(string folder) => Path.Combine(folder, "counters.sock");

    /// <summary>How to connect to the server that has <paramref name="socket"/>.</summary>
    public static string ConnectionStringOf(string socket) => $"!{socket}";

    /// <summary>Starts it, with what it held before.</summary>
    /// <param name="folder">The data folder; nobody else may run one over it.</param>
    public static EmbeddedGarnet Start(string folder)
    {
        var socket = SocketIn(folder);
        if (System.Text.Encoding.UTF8.GetByteCount(socket) > MaxSocketPath)
        {
            throw new ArgumentException(
                $"The path {socket} has more than {MaxSocketPath} bytes, more than a Unix socket can have. Choose a shorter data folder.", nameof(folder));
        }

        File.Delete(socket);
        var store = Path.Combine(folder, "counters");
        string[] arguments =
        [
            "--unixsocket", socket,
            "--storage-tier", "true", "--logdir", store, "--checkpointdir", store,
            "--aof", "true", "--recover", "true", "--aof-commit-wait", "true",
            "--lua", "true", "--lua-transaction-mode", "true",
            "--device-type", "RandomAccess",
            "--memory", "256m", "--index", "16m", "--page", "4m", "--aof-memory", "64m", "--aof-page-size", "8m",
            "-q",
        ];
        var server = new GarnetServer(arguments);
        server.Start();
        return new EmbeddedGarnet(server, store, socket);
    }

    /// <inheritdoc />
    public void Dispose() => _server.Dispose();

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
