using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>The connection to Redis, shared by everything in the process. With Redis away, commands fail at once and it reconnects by itself.</summary>
public sealed class RedisConnection : IAsyncDisposable
{
    /// <summary>The store's name as people know it.</summary>
    internal const string Store = "Redis";

    private readonly ConnectionMultiplexer _multiplexer;
    private readonly string _prefix;
    private int _epoch;

    private RedisConnection(ConnectionMultiplexer multiplexer, RedisOptions options)
    {
        _multiplexer = multiplexer;
        _prefix = options.KeyPrefix;
        Keys = new CounterKeys(_prefix);
        multiplexer.ConnectionFailed += (_, _) => Interlocked.Increment(ref _epoch);
    }

    /// <summary>The makers of keys.</summary>
    public CounterKeys Keys { get; }

    /// <summary>
    /// Changes whenever a connection broke. A Redis that comes back may have forgotten its last writes, so what was validated against it
    /// before is not to be trusted after.
    /// </summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>Where it is and what it promises of an acknowledged write, for the person who starts the server.</summary>
    public async Task<string> DescribeAsync()
    {
        var address = string.Join(", ", _multiplexer.GetEndPoints().Select(endPoint => endPoint.ToString()));
        try
        {
            var server = _multiplexer.GetServers()[0];
            var appendOnly = (await server.ConfigGetAsync("appendonly")).FirstOrDefault().Value;
            var fsync = (await server.ConfigGetAsync("appendfsync")).FirstOrDefault().Value;
            return appendOnly switch
            {
                "yes" => $"{address} (appendonly yes, appendfsync {fsync})",
                "no" => $"{address} (appendonly no: what is acknowledged is lost if Redis dies)",
                // Garnet doesn't know these settings.
                _ => $"{address} (durability as it was started with)",
            };
        }
        catch (Exception exception) when (exception is RedisException or RedisCommandException)
        {
            return $"{address} (durability unknown: CONFIG isn't allowed)";
        }
    }

    /// <summary>The address of a connection string, without its secrets.</summary>
    public static string AddressOf(RedisOptions options) => string.Join(", ", ConfigurationOptions.Parse(options.ConnectionString).EndPoints);

    /// <summary>Connects.</summary>
    /// <param name="options">Where to, and how long to wait.</param>
    /// <exception cref="StoreUnavailableException">Redis can't be reached.</exception>
    public static async Task<RedisConnection> ConnectAsync(RedisOptions options)
    {
        var configuration = ConfigurationOptions.Parse(options.ConnectionString);
        configuration.AbortOnConnectFail = true;
        configuration.AsyncTimeout = configuration.SyncTimeout = options.TimeoutMilliseconds;
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        // The library's own is 5 s, for which a Redis that is back would go unnoticed.
        configuration.ReconnectRetryPolicy = new LinearRetry(500);
        configuration.ClientName = "buyinggroups";
        // For CONFIG GET, which tells the operator what Redis promises; nothing is ever set.
        configuration.AllowAdmin = true;
        try
        {
            return new RedisConnection(await ConnectionMultiplexer.ConnectAsync(configuration), options);
        }
        catch (RedisException exception)
        {
            throw new StoreUnavailableException(Store, exception);
        }
    }

    /// <summary>Returns if Redis answers.</summary>
    /// <exception cref="StoreUnavailableException">It doesn't.</exception>
    public Task PingAsync(CancellationToken cancellationToken) => RunAsync(database => database.PingAsync(), cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _multiplexer.DisposeAsync();

    /// <summary>Runs a command.</summary>
    /// <exception cref="StoreUnavailableException">Redis couldn't take it now; it isn't known whether it was done.</exception>
    internal async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellationToken)
    {
        try
        {
            return await command(_multiplexer.GetDatabase()).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (IsUnavailable(exception))
        {
            if (exception is RedisConnectionException)
            {
                // The library's event comes a moment later; who was told that Redis is away sees the new epoch already.
                Interlocked.Increment(ref _epoch);
            }

            throw new StoreUnavailableException(Store, exception);
        }
    }

    /// <summary>A key of its own kind, beside those of <see cref="Keys"/>.</summary>
    internal RedisKey KeyOf(string name) => $"{_prefix}:{name}";

    /// <summary>Tells all who subscribed to the channel; nobody, if Redis is away.</summary>
    internal void Publish(string channel)
    {
        try
        {
            _multiplexer.GetSubscriber().Publish(Channel(channel), RedisValue.EmptyString, CommandFlags.FireAndForget);
        }
        catch (RedisException)
        {
            // Away.
        }
    }

    /// <summary>Subscribes for as long as the connection is used; the library subscribes anew whenever Redis is back.</summary>
    internal void Subscribe(string channel, Action received)
    {
        try
        {
            _multiplexer.GetSubscriber().Subscribe(Channel(channel), (_, _) => received(), CommandFlags.FireAndForget);
        }
        catch (RedisException)
        {
            // Away: kept by the library until it is back.
        }
    }

    private RedisChannel Channel(string name) => RedisChannel.Literal($"{_prefix}:{name}");

    private static bool IsUnavailable(Exception exception) => exception switch
    {
        RedisConnectionException or RedisTimeoutException => true,
        RedisServerException server => Passing.Any(prefix => server.Message.StartsWith(prefix, StringComparison.Ordinal)),
        _ => false,
    };

    // What a Redis says that is starting, failing over, or out of memory for now.
    private static readonly string[] Passing = ["LOADING", "CLUSTERDOWN", "MASTERDOWN", "READONLY", "TRYAGAIN", "OOM", "MISCONF", "BUSY", "NOREPLICAS"];
}
