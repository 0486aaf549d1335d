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
/// Brings new events to all who wait for them in this process: they are read from the database once, however many wait. Woken by this server's own
/// commits, by the signal of the others, and by polling behind both. With nobody waiting it reads nothing. Each waiter goes at its own pace
/// from the events kept here, or from the database where it is further behind; nothing is queued for it. Only those are woken whose filter passes
/// something: a thousand that wait for other groups cost a writer next to nothing.
/// </summary>
internal sealed class EventFeed(
    EventStore store, SqlDatabase database, EventSignal signal, SharedStateLease lease, EventOptions options, TimeProvider time, ILogger<EventFeed> logger) : BackgroundService
{
    private const int ReadAtOnce = 1_000;

    private long _erasedAt;

    private readonly RecentEvents _recent = new(options.RecentEvents);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly ConcurrentDictionary<Waiter, bool> _waiters = [];

    /// <summary>Events after a position, page by page and for ever; a page without events whenever <paramref name="quiet"/> has passed.</summary>
    /// <param name="position">After this one.</param>
    /// <param name="filter">Only those that pass it.</param>
    /// <param name="quiet">How long to wait for an event before an empty page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="EventPositionException">There is no going on from the position.</exception>
    public async IAsyncEnumerable<EventPage> ReadAsync(
        long position, EventFilter filter, TimeSpan quiet, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var waiter = new Waiter(filter);
        _waiters[waiter] = true;
        try
        {
            // The first page always comes from the database, which knows whether the position can be resumed from.
            var page = await store.ReadAfterAsync(position, ReadAtOnce, filter, cancellationToken);
            var told = time.GetTimestamp();
            yield return page;
            while (true)
            {
                // Taken before the events are: what comes in between wakes.
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
            // It is about to look anyway, or the server stops.
        }
    }

    // Answers whether what is kept follows on what is in the database.
    private async Task<bool> FollowAsync(bool following, CancellationToken cancellationToken)
    {
        try
        {
            // A person was erased, perhaps: what is kept of the events must not go on telling of them.
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
                // A restored log began anew: whoever waits after a position of what was lost finds that out from the database.
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
            // The database was put back to an older state: watchers are told when they read from it.
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

        /// <summary>Ends when there is something that came after this call, or before it and after the last one.</summary>
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
