using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using BuyingGroups.Domain.Events;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Redis;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Events;

namespace BuyingGroups.Server.Services.Events;

/// <summary>
/// Delivers new events to all who wait for them in this process. They are read from the database once, however many wait. It is woken by
/// this server's own commits, by the signal of other servers, and by polling in case both are missed. While nobody waits, it reads nothing.
/// Each waiter reads at its own pace: from the events kept here, or from the database if it is further behind; nothing is queued for it.
/// Only waiters whose filter passes an event are woken, so a thousand that watch other groups cost a writer next to nothing.
/// </summary>
internal sealed class EventFeed(
    EventStore store,
    SqlDatabase database,
    EventSignal signal,
    SharedStateLease lease,
    EventOptions options,
    TimeProvider time,
    ILogger<EventFeed> logger) : BackgroundService
{
    private const int ReadAtOnce = 1_000;

    private long _erasedAt;

    private readonly RecentEvents _recent = new(options.RecentEvents);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly ConcurrentDictionary<Waiter, bool> _waiters = [];

    /// <summary>
    /// The events after a position, page by page without end, with an empty page whenever <paramref name="quiet"/> has passed without an
    /// event.
    /// </summary>
    /// <param name="position">The position after which to read.</param>
    /// <param name="filter">The filter that events have to pass.</param>
    /// <param name="quiet">How long to wait for an event before an empty page.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EventPositionException">Events can't be read on from the position.</exception>
    public async IAsyncEnumerable<EventPage> ReadAsync(
        long position, EventFilter filter, TimeSpan quiet, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var waiter = new Waiter(filter);
        _waiters[waiter] = true;
        try
        {
            // The first page always comes from the database, which knows whether events can be read on from the position.
            var page = await store.ReadAfterAsync(position, ReadAtOnce, filter, cancellationToken);
            var told = time.GetTimestamp();
            yield return page;
            while (true)
            {
                // Taken before the events are read, so that an event that arrives in between wakes this watcher.
                var woken = waiter.NextWake();
                page = _recent.ReadAfter(page.Position, ReadAtOnce, filter)
                    ?? await store.ReadAfterAsync(page.Position, ReadAtOnce, filter, cancellationToken);
                if (page.Events.Count > 0 || time.GetElapsedTime(told) >= quiet)
                {
                    told = time.GetTimestamp();
                    yield return page;
                }

                if (page.IsLast)
                {
                    var rest = quiet - time.GetElapsedTime(told);
                    await woken.WaitAsync(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, time, cancellationToken)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
        }
        finally
        {
            _waiters.TryRemove(waiter, out _);
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        database.EventsCommitted += OnCommitted;
        signal.OnReceived(Wake);
        var following = false;
        try
        {
            while (true)
            {
                await _wake.WaitAsync(TimeSpan.FromMilliseconds(options.PollMilliseconds), stoppingToken);
                if (_waiters.IsEmpty)
                {
                    following = false;
                    continue;
                }

                following = await FollowAsync(following, stoppingToken);
            }
        }
        finally
        {
            database.EventsCommitted -= OnCommitted;
        }
    }

    private void OnCommitted()
    {
        Wake();
        signal.Send();
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // The loop is about to read anyway, or the server stops.
        }
    }

    // Returns whether the events kept here continue those in the database.
    private async Task<bool> FollowAsync(bool following, CancellationToken cancellationToken)
    {
        try
        {
            // A person may have been erased: the events kept here must not reveal the person any longer.
            var erasedAt = (await lease.CurrentAsync(cancellationToken)).ErasedAt;
            if (!following || erasedAt != _erasedAt)
            {
                _erasedAt = erasedAt;
                _recent.RestartAfter(await store.GetLastPositionAsync(cancellationToken));
                WakeWaiters(_ => true);
                return true;
            }

            EventPage page;
            do
            {
                page = await store.ReadAfterAsync(_recent.Position, ReadAtOnce, EventFilter.All, cancellationToken);
                if (page.Events.Count > 0)
                {
                    _recent.Append(page.Events);
                    WakeWaiters(filter => page.Events.Any(filter.Passes));
                }
            }
            while (!page.IsLast);
            if (page.Position != _recent.Position)
            {
                // A restored log began anew behind a gap. Watchers whose position was lost learn that from the database.
                _recent.RestartAfter(page.Position);
                WakeWaiters(_ => true);
            }

            return true;
        }
        catch (StoreUnavailableException exception)
        {
            logger.LogWarning("Watchers wait: {Reason}", exception.Message);
            return following;
        }
        catch (EventPositionException)
        {
            // An older state of the database was restored. Watchers learn that when they read from it.
            return false;
        }
    }

    private void WakeWaiters(Func<EventFilter, bool> concerns)
    {
        foreach (var (waiter, _) in _waiters)
        {
            if (concerns(waiter.Filter))
            {
                waiter.Wake();
            }
        }
    }

    private sealed class Waiter(EventFilter filter)
    {
        private TaskCompletionSource _wake = NewSource();

        public EventFilter Filter => filter;

        /// <summary>
        /// A task that ends when something new comes after this call. What came before is found by reading after the call.
        /// </summary>
        public Task NextWake()
        {
            if (_wake.Task.IsCompleted)
            {
                Volatile.Write(ref _wake, NewSource());
            }

            return _wake.Task;
        }

        public void Wake() => Volatile.Read(ref _wake).TrySetResult();

        private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
