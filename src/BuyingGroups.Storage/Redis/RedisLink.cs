using System.Reflection;
using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>
/// One connection of the client library, which may span several nodes. <see cref="RedisConnection"/> replaces it if it is stuck at a node
/// that can no longer do the work.
/// </summary>
internal sealed class RedisLink : IAsyncDisposable
{
    private static readonly string CheckScript = ReadScript();
    private static readonly TimeSpan CheckKeyStands = TimeSpan.FromMinutes(1);

    // Consecutive numbers spread over the 16,384 slots. This many are far more than needed to hit the smallest range of slots that a node
    // is given in practice.
    private const int MaxTags = 200_000;

    private readonly ConfigurationOptions _options;
    private readonly string _prefix;
    private readonly string _checkName = $"check:{Guid.NewGuid():N}";
    private volatile StoreUnavailableException? _refused;
    private long _answeredAt = Environment.TickCount64;

    private RedisLink(ConnectionMultiplexer multiplexer, ConfigurationOptions options, string prefix)
    {
        Multiplexer = multiplexer;
        _options = options;
        _prefix = prefix;
        multiplexer.ConnectionRestored += OnRestored;
    }

    public ConnectionMultiplexer Multiplexer { get; }

    /// <summary>
    /// Whether CONFIG may be used, as far as is known. It isn't tried again once denied, because Redis logs every denied attempt.
    /// </summary>
    public bool MayAskConfig { get; set; } = true;

    /// <summary>For how long no command has been answered.</summary>
    public TimeSpan SilentFor => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _answeredAt));

    /// <summary>The nodes that accept writes.</summary>
    public IReadOnlyList<IServer> Masters => [.. Multiplexer.GetServers().Where(server => server.IsConnected && !server.IsReplica)];

    /// <summary>Connects, and makes sure that the service is logged on as its own user.</summary>
    public static async Task<RedisLink> ConnectAsync(ConfigurationOptions options, string prefix)
    {
        var link = new RedisLink(await ConnectionMultiplexer.ConnectAsync(options), options, prefix);
        try
        {
            foreach (var server in link.Multiplexer.GetServers().Where(server => server.IsConnected))
            {
                await link.LogOnAsync(server);
            }

            return link;
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    /// <summary>The database to send a command to.</summary>
    /// <exception cref="StoreUnavailableException">Redis has come back and refuses the service's user.</exception>
    public IDatabase Database() => _refused is { } refused ? throw refused : Multiplexer.GetDatabase();

    /// <summary>Notes that a command was answered.</summary>
    public void Answered() => Volatile.Write(ref _answeredAt, Environment.TickCount64);

    /// <summary>
    /// Does what the service's work needs on every master: a write, and a write by a script. Throws the error that prevents it.
    /// </summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(CheckKeys().Select(async key =>
        {
            var database = Database();
            await Task.WhenAll(
                database.StringSetAsync(key, 1, CheckKeyStands),
                database.ScriptEvaluateAsync(CheckScript, [key], [1, (long)CheckKeyStands.TotalMilliseconds]));
        })).WaitAsync(cancellationToken);
        Answered();
    }

    /// <summary>The fault of an exception; null if it comes neither from Redis nor from its client.</summary>
    public RedisFault? FaultOf(Exception exception)
    {
        var fault = RedisFault.Of(exception);
        // The client sends no writes if it knows replicas only, and reports that there is no connection.
        return fault == RedisFault.Lost && Masters.Count == 0 && Multiplexer.GetServers().Any(server => server.IsConnected)
            ? RedisFault.ReadOnly
            : fault;
    }

    /// <summary>A temporary key on each master: one, or on a Cluster as many as there are nodes with slots.</summary>
    public IReadOnlyList<RedisKey> CheckKeys()
    {
        var cluster = Multiplexer.GetServers()
            .Where(server => server.IsConnected)
            .Select(server => server.ClusterConfiguration)
            .FirstOrDefault(each => each is not null);
        return cluster is null
            ? [CheckKey(0)]
            : [.. cluster.Nodes.Where(node => !node.IsReplica && node.Slots.Count > 0).Select(KeyOn)];
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Multiplexer.ConnectionRestored -= OnRestored;
        return Multiplexer.DisposeAsync();
    }

    private RedisKey KeyOn(ClusterNode node)
    {
        for (var tag = 0; tag < MaxTags; tag++)
        {
            var key = CheckKey(tag);
            var slot = Multiplexer.HashSlot(key);
            if (node.Slots.Any(range => range.From <= slot && slot <= range.To))
            {
                return key;
            }
        }

        return CheckKey(0);
    }

    // Belongs to no account: the kinds of an account's keys are single letters.
    private RedisKey CheckKey(int tag) => $"{_prefix}:{{{tag}}}:{_checkName}";

    /// <summary>
    /// Sends user and password once more. If they are refused and the default user needs no password, the library goes on as the default
    /// user without an error.
    /// </summary>
    private async Task LogOnAsync(IServer server)
    {
        var password = _options.Password ?? "";
        var user = _options.User ?? "";
        if (user.Length > 0 || password.Length > 0)
        {
            object[] arguments = user.Length > 0 ? [user, password] : [password];
            try
            {
                await server.ExecuteAsync("AUTH", arguments);
            }
            catch (RedisServerException exception)
            {
                throw RedisFault.WrongPassword.Wrap(exception);
            }
        }
    }

    private async void OnRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        if (restored.ConnectionType != ConnectionType.Interactive || restored.EndPoint is not { } endPoint)
        {
            return;
        }

        try
        {
            await LogOnAsync(Multiplexer.GetServer(endPoint));
            _refused = null;
        }
        catch (StoreUnavailableException refused)
        {
            _refused = refused;
        }
#pragma warning disable CA1031 // Nobody awaits this; the next command finds out by itself that Redis is away again.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Redis is away again.
        }
    }

    private static string ReadScript()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("check.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
