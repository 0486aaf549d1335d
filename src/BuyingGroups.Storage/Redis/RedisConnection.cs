using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>
/// The connection to Redis, shared by everything in the process. While Redis is away, commands fail at once, and the connection is restored
/// by itself. If the connected node can no longer do the work (for example because it became a replica, and its name leads to another node
/// by now), a new connection is opened, and it replaces the old one as soon as it can do what the old one can't.
/// </summary>
public sealed class RedisConnection : IAsyncDisposable
{
    /// <summary>The store's name for people.</summary>
    internal const string Store = "Redis";

    private static readonly TimeSpan RenewFor = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    // Faults that the client library repairs by itself are repaired within this time. The eviction policy is also read this often.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EvictionKnownFor = TimeSpan.FromSeconds(5);

    private readonly RedisOptions _options;
    private readonly ConfigurationOptions _configuration;
    private readonly CancellationTokenSource _closing = new();
    private readonly List<(string Channel, Action Received)> _subscriptions = [];
    private readonly List<Task> _retired = [];
    private volatile RedisLink _link;
    private volatile EvictionPolicy? _eviction;
    private int _epoch;
    private int _renewing;

    private RedisConnection(RedisLink link, RedisOptions options, ConfigurationOptions configuration)
    {
        _link = link;
        _options = options;
        _configuration = configuration;
        Keys = new CounterKeys(options.KeyPrefix);
        link.Multiplexer.ConnectionFailed += OnConnectionFailed;
    }

    /// <summary>Makes the keys.</summary>
    public CounterKeys Keys { get; }

    /// <summary>
    /// Changes whenever a connection broke, or another Redis than before may be answering. A Redis that comes back may have lost its last
    /// writes, so what was validated against it before must not be trusted afterwards.
    /// </summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>The addresses of a connection string, without its secrets.</summary>
    /// <exception cref="ArgumentException">It isn't a connection string.</exception>
    public static string AddressOf(RedisOptions options) => string.Join(", ", RedisAddress.Parse(options.ConnectionString).EndPoints);

    /// <summary>Connects.</summary>
    /// <param name="options">The address and the time-outs.</param>
    /// <exception cref="ArgumentException">It isn't a connection string.</exception>
    /// <exception cref="StoreUnavailableException">Redis can't be reached, or refuses the user or the password.</exception>
    public static async Task<RedisConnection> ConnectAsync(RedisOptions options)
    {
        var configuration = RedisAddress.Parse(options.ConnectionString);
        configuration.AbortOnConnectFail = true;
        configuration.AsyncTimeout = configuration.SyncTimeout = options.TimeoutMilliseconds;
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        // The library's default is 5 s, during which a Redis that is back would go unnoticed.
        configuration.ReconnectRetryPolicy = new LinearRetry(500);
        configuration.ClientName = "buyinggroups";
        // The right to CLIENT SETINFO can't be granted by name on Redis 7.0.
        configuration.SetClientLibrary = false;
        // For CONFIG GET, which tells the operator what Redis guarantees. Nothing is ever set.
        configuration.AllowAdmin = true;
        // The library's own channel and key would need rights beyond the service's prefix.
        var usual = new ConfigurationOptions();
        configuration.ConfigurationChannel = Unless(usual.ConfigurationChannel, configuration.ConfigurationChannel);
        configuration.TieBreaker = Unless(usual.TieBreaker, configuration.TieBreaker);
        try
        {
            return new RedisConnection(await RedisLink.ConnectAsync(configuration, options.KeyPrefix), options, configuration);
        }
        catch (Exception exception) when (RedisFault.Of(exception) is { } fault)
        {
            throw fault.Wrap(exception);
        }
    }

    /// <summary>
    /// Tries everything that the service needs: each command and right on its keys and its channel, on every master, and that Redis evicts
    /// no keys.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Something is missing; the message says what, and how to grant it.</exception>
    public async Task RequireAllAsync(CancellationToken cancellationToken)
    {
        var link = _link;
        try
        {
            await new RedisRights(link, _options.KeyPrefix, _configuration).RequireAsync(cancellationToken);
            Require(await ReadEvictionAsync());
        }
        catch (Exception exception) when (RedisFault.Of(exception) == RedisFault.NoDatabase)
        {
            throw new StoreUnavailableException(
                Store,
                exception,
                RedisFault.NoDatabase.Reason,
                $"Redis has no database {_configuration.DefaultDatabase} (defaultDatabase={_configuration.DefaultDatabase}). "
                + "It has 16, from 0, unless its setting databases says otherwise; a Cluster has only 0.");
        }
        catch (Exception exception) when (link.FaultOf(exception) is { } fault)
        {
            throw fault.Wrap(exception);
        }
    }

    /// <summary>Where Redis is and how durable an acknowledged write is, for the person who starts the server.</summary>
    public async Task<string> DescribeAsync()
    {
        var address = string.Join(", ", _link.Multiplexer.GetEndPoints().Select(endPoint => endPoint.ToString()));
        return $"{address} ({string.Join("; ", [await RedisPromises.OfDurabilityAsync(_link), .. await DescribeEvictionAsync()])})";
    }

    /// <summary>Checks that Redis does what the service needs: a write and a script on every master, and no eviction of keys.</summary>
    /// <exception cref="StoreUnavailableException">Redis doesn't.</exception>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        await RunAsync(
            async link =>
            {
                await link.CheckAsync(cancellationToken);
                return true;
            },
            cancellationToken);
        Require(_eviction is { } known && !known.IsOlderThan(EvictionKnownFor) ? known : await ReadEvictionAsync());
    }

    /// <summary>The time of Redis's clock; on a Cluster, that of one of its masters.</summary>
    /// <exception cref="StoreUnavailableException">Redis doesn't answer.</exception>
    public async Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken)
    {
        var answer = await RunAsync(database => database.ExecuteAsync("TIME"), cancellationToken);
        return DateTimeOffset.FromUnixTimeSeconds((long)answer[0]).AddMicroseconds((long)answer[1]);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        Task[] retired;
        lock (_retired)
        {
            retired = [.. _retired];
        }

        await Task.WhenAll(retired);
        await _link.DisposeAsync();
        _closing.Dispose();
    }

    /// <summary>Runs a command.</summary>
    /// <exception cref="StoreUnavailableException">Redis couldn't execute it now; it isn't known whether it was executed.</exception>
    internal Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellationToken) =>
        RunAsync((RedisLink link) => command(link.Database()), cancellationToken);

    /// <summary>A key that isn't one of <see cref="Keys"/>.</summary>
    internal RedisKey KeyOf(string name) => $"{_options.KeyPrefix}:{name}";

    /// <summary>Publishes to all subscribers of the channel. If Redis is away, nobody is told.</summary>
    internal void Publish(string channel)
    {
        try
        {
            _link.Multiplexer.GetSubscriber().Publish(Channel(channel), RedisValue.EmptyString, CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (RedisFault.Of(exception) is not null)
        {
            // Redis is away.
        }
    }

    /// <summary>
    /// Subscribes for as long as the connection is used. The library subscribes again whenever Redis is back. <paramref name="received"/>
    /// is also called when a message may have been lost.
    /// </summary>
    internal void Subscribe(string channel, Action received)
    {
        lock (_subscriptions)
        {
            _subscriptions.Add((channel, received));
            Subscribe(_link, channel, received);
        }
    }

    private async Task<T> RunAsync<T>(Func<RedisLink, Task<T>> command, CancellationToken cancellationToken)
    {
        var link = _link;
        try
        {
            var answer = await command(link).WaitAsync(cancellationToken);
            link.Answered();
            return answer;
        }
        catch (Exception exception) when (link.FaultOf(exception) is { } fault)
        {
            // One late command says nothing. If none was answered in all that time, the node itself may be gone.
            var isGone = exception is not RedisTimeoutException || link.SilentFor > Patience;
            if (isGone && fault.MayBeAnother)
            {
                // The library's event comes a moment later. Whoever is told that Redis is away must already see the new epoch.
                Interlocked.Increment(ref _epoch);
            }

            if (isGone && fault.Renews)
            {
                BeginRenewal(link, fault == RedisFault.Lost ? Patience : TimeSpan.Zero);
            }

            throw fault.Wrap(exception);
        }
    }

    private void BeginRenewal(RedisLink stuck, TimeSpan firstWait)
    {
        if (stuck == _link && !_closing.IsCancellationRequested && Interlocked.CompareExchange(ref _renewing, 1, 0) == 0)
        {
            Retire(RenewAsync(stuck, firstWait));
        }
    }

    /// <summary>Replaces the stuck connection by a new one once that can do the work, unless the old one recovers first.</summary>
    /// <param name="stuck">The connection that can't do the work.</param>
    /// <param name="wait">How long the library has to repair it.</param>
    private async Task RenewAsync(RedisLink stuck, TimeSpan wait)
    {
        try
        {
            for (var until = Environment.TickCount64 + (long)RenewFor.TotalMilliseconds; Environment.TickCount64 < until; wait = Next(wait))
            {
                await Task.Delay(wait, _closing.Token);
                var connecting = TryConnectAsync();
                var works = await CanWorkAsync(stuck);
                var fresh = await connecting;
                if (fresh is not null && !works)
                {
                    GoOverTo(fresh, stuck);
                    return;
                }

                if (fresh is not null)
                {
                    await fresh.DisposeAsync();
                }

                if (works)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The connection is being closed.
        }
        finally
        {
            // Renewal is given up for now; the next command that fails starts it again.
            Volatile.Write(ref _renewing, 0);
        }
    }

    private static TimeSpan Next(TimeSpan wait) => wait < FirstWait ? FirstWait : wait * 2 < LongestWait ? wait * 2 : LongestWait;

    private async Task<bool> CanWorkAsync(RedisLink link)
    {
        try
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            bound.CancelAfter(Patience);
            await link.CheckAsync(bound.Token);
            return true;
        }
        catch (Exception exception) when (
            exception is StoreUnavailableException or OperationCanceledException || RedisFault.Of(exception) is not null)
        {
            return false;
        }
    }

    private async Task<RedisLink?> TryConnectAsync()
    {
        var configuration = _configuration.Clone();
        // If there are several addresses, one may not answer at all while the others would.
        configuration.ConnectTimeout = Math.Min(configuration.ConnectTimeout, 1_500);
        configuration.ConnectRetry = 1;
        RedisLink fresh;
        try
        {
            fresh = await RedisLink.ConnectAsync(configuration, _options.KeyPrefix);
        }
        catch (Exception exception) when (exception is StoreUnavailableException || RedisFault.Of(exception) is not null)
        {
            return null;
        }

        if (await CanWorkAsync(fresh))
        {
            return fresh;
        }

        await fresh.DisposeAsync();
        return null;
    }

    private void GoOverTo(RedisLink fresh, RedisLink stuck)
    {
        fresh.Multiplexer.ConnectionFailed += OnConnectionFailed;
        lock (_subscriptions)
        {
            foreach (var (channel, received) in _subscriptions)
            {
                Subscribe(fresh, channel, received);
            }

            // The epoch advances before and after the switch, so that no answer is attributed to the epoch of the other connection.
            Interlocked.Increment(ref _epoch);
            _link = fresh;
            Interlocked.Increment(ref _epoch);
        }

        _eviction = null;
        Retire(DisposeLaterAsync(stuck));
        foreach (var (_, received) in _subscriptions.ToArray())
        {
            received();
        }
    }

    // Commands that are under way are still answered, or time out.
    private async Task DisposeLaterAsync(RedisLink link)
    {
        link.Multiplexer.ConnectionFailed -= OnConnectionFailed;
        await Task.Delay(2 * _options.TimeoutMilliseconds, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await link.DisposeAsync();
    }

    private void Retire(Task task)
    {
        lock (_retired)
        {
            _retired.RemoveAll(each => each.IsCompleted);
            _retired.Add(task);
        }
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failed) => Interlocked.Increment(ref _epoch);

    private void Subscribe(RedisLink link, string channel, Action received)
    {
        try
        {
            link.Multiplexer.GetSubscriber().Subscribe(Channel(channel), (_, _) => received(), CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (RedisFault.Of(exception) is not null)
        {
            // Redis is away; the library keeps the subscription until it is back.
        }
    }

    private static string Unless(string usual, string given) => given == usual ? "" : given;

    private RedisChannel Channel(string name) => RedisChannel.Literal($"{_options.KeyPrefix}:{name}");

    private async Task<EvictionPolicy> ReadEvictionAsync()
    {
        var link = _link;
        return _eviction = await RedisPromises.OfEvictionAsync(link);
    }

    private async Task<string[]> DescribeEvictionAsync() => await ReadEvictionAsync() switch
    {
        { Name: null } => ["maxmemory-policy unknown: neither CONFIG nor INFO is allowed; it has to be noeviction"],
        { DropsKeys: true, Name: var name } =>
            [$"maxmemory-policy {name}, accepted by Redis:AllowEviction: what is acknowledged may vanish when the memory is full"],
        _ => [],
    };

    private void Require(EvictionPolicy policy)
    {
        if (policy.DropsKeys && !_options.AllowEviction)
        {
            throw new StoreUnavailableException(
                Store,
                null,
                StoreUnavailableReasons.EvictionAllowed,
                $"Redis drops keys when its memory is full (maxmemory-policy {policy.Name}), and acknowledged activities with them. "
                + "Set its maxmemory-policy to noeviction, or accept the loss with Redis:AllowEviction=true.");
        }
    }
}
