using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>
/// The connection to Redis, shared by everything in the process. With Redis away, commands fail at once and it reconnects by itself.
/// Where the node that it is connected to can't do the work any more (it became a replica, say, and its name leads to another by now), it
/// connects anew, and goes over to the new connection as soon as that can do what the old one can't.
/// </summary>
public sealed class RedisConnection : IAsyncDisposable
{
    /// <summary>The store's name as people know it.</summary>
    internal const string Store = "Redis";

    private static readonly TimeSpan RenewFor = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    // What the library mends by itself, it mends within this; also how often the policy of eviction is looked at.
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

    /// <summary>The makers of keys.</summary>
    public CounterKeys Keys { get; }

    /// <summary>
    /// Changes whenever a connection broke, or the Redis that answers may be another one than before. A Redis that comes back may have
    /// forgotten its last writes, so what was validated against it before is not to be trusted after.
    /// </summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>The addresses of a connection string, without its secrets.</summary>
    /// <exception cref="ArgumentException">It isn't one.</exception>
    public static string AddressOf(RedisOptions options) => string.Join(", ", RedisAddress.Parse(options.ConnectionString).EndPoints);

    /// <summary>Connects.</summary>
    /// <param name="options">Where to, and how long to wait.</param>
    /// <exception cref="ArgumentException">The connection string isn't one.</exception>
    /// <exception cref="StoreUnavailableException">Redis can't be reached, or refuses the user or the password.</exception>
    public static async Task<RedisConnection> ConnectAsync(RedisOptions options)
    {
        var configuration = RedisAddress.Parse(options.ConnectionString);
        configuration.AbortOnConnectFail = true;
        configuration.AsyncTimeout = configuration.SyncTimeout = options.TimeoutMilliseconds;
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        // The library's own is 5 s, for which a Redis that is back would go unnoticed.
        configuration.ReconnectRetryPolicy = new LinearRetry(500);
        configuration.ClientName = "buyinggroups";
        // CLIENT SETINFO is a right that Redis 7.0 can't name.
        configuration.SetClientLibrary = false;
        // For CONFIG GET, which tells the operator what Redis promises; nothing is ever set.
        configuration.AllowAdmin = true;
        // The library's own channel and key would take rights beyond the service's prefix.
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
    /// Tries all that the service needs: each command and right on its keys and its channel, on every master, and that Redis drops no keys.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Something is missing; the message says what, and how to give it.</exception>
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

    /// <summary>Where it is and what it promises of an acknowledged write, for the person who starts the server.</summary>
    public async Task<string> DescribeAsync()
    {
        var address = string.Join(", ", _link.Multiplexer.GetEndPoints().Select(endPoint => endPoint.ToString()));
        return $"{address} ({string.Join("; ", [await RedisPromises.OfDurabilityAsync(_link), .. await DescribeEvictionAsync()])})";
    }

    /// <summary>Returns if Redis does what the service needs: a write and a script on every master, and no keys dropped.</summary>
    /// <exception cref="StoreUnavailableException">It doesn't.</exception>
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

    /// <summary>What time it is by Redis' clock; of a Cluster, by that of one of its masters.</summary>
    /// <exception cref="StoreUnavailableException">It doesn't answer.</exception>
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
    /// <exception cref="StoreUnavailableException">Redis couldn't take it now; it isn't known whether it was done.</exception>
    internal Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellationToken) =>
        RunAsync((RedisLink link) => command(link.Database()), cancellationToken);

    /// <summary>A key of its own kind, beside those of <see cref="Keys"/>.</summary>
    internal RedisKey KeyOf(string name) => $"{_options.KeyPrefix}:{name}";

    /// <summary>Tells all who subscribed to the channel; nobody, if Redis is away.</summary>
    internal void Publish(string channel)
    {
        try
        {
            _link.Multiplexer.GetSubscriber().Publish(Channel(channel), RedisValue.EmptyString, CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (RedisFault.Of(exception) is not null)
        {
            // Away.
        }
    }

    /// <summary>
    /// Subscribes for as long as the connection is used; the library subscribes anew whenever Redis is back. <paramref name="received"/>
    /// is also called where a message may have been lost.
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
            // One command that is late says nothing; with none answered in all that time, the node itself may be gone.
            var isGone = exception is not RedisTimeoutException || link.SilentFor > Patience;
            if (isGone && fault.MayBeAnother)
            {
                // The library's event comes a moment later; who was told that Redis is away sees the new epoch already.
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

    /// <summary>Goes over to a new connection once one can do the work, unless the one that is stuck can do it again before.</summary>
    /// <param name="stuck">The connection that can't.</param>
    /// <param name="wait">How long the library has to mend it.</param>
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
            // Closing.
        }
        finally
        {
            // Given up for now: the next command that fails begins again.
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
        // Of several addresses one may not answer at all, and the others are waiting.
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

            // Before and after: no command's answer is taken for one of the other connection's epoch.
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

    // Commands that are on their way are still answered, or time out.
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
            // Away: kept by the library until it is back.
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
