using System.Runtime.CompilerServices;
using BuyingGroups.Domain.Events;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Redis;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Events;

namespace BuyingGroups.Server.Services.Events;

/// <summary>
/// Brings new events to all who wait for them in this process: they are read from the database once, however many wait. Woken by this server's own
/// commits, by the signal of the others, and by polling behind both. With nobody waiting it reads nothing. Each waiter goes at its own pace
/// from the events kept here, or from the database where it is further behind; nothing is queued for it.
/// </summary>
internal sealed class EventFeed(
    EventStore store, SqlDatabase database, EventSignal signal, EventOptions options, TimeProvider time, ILogger<EventFeed> logger) : BackgroundService
{
    private const int ReadAtOnce = 1_000;

    private readonly RecentEvents _recent = new(options.RecentEvents);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private TaskCompletionSource _appended = NewSource();
    private int _waiting;

    /// <summary>Events after a position, page by page and for ever; a page without events whenever <paramref name="quiet"/> has passed.</summary>
    /// <param name="position">After this one.</param>
    /// <param name="filter">Only those that pass it.</param>
    /// <param name="quiet">How long to wait for an event before an empty page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="EventPositionException">There is no going on from the position.</exception>
    public async IAsyncEnumerable<EventPage> ReadAsync(
        long position, EventFilter filter, TimeSpan quiet, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            // The first page always comes from the database, which knows whether the position can be resumed from.
            var page = await store.ReadAfterAsync(position, ReadAtOnce, filter, cancellationToken);
            var told = time.GetTimestamp();
            yield return page;
            while (true)
            {
                // Taken before the events are: what comes in between wakes.
                var appended = Volatile.Read(ref _appended).Task;
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
                    await appended.WaitAsync(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, time, cancellationToken)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
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
                if (Volatile.Read(ref _waiting) == 0)
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
            if (!following)
            {
                _recent.RestartAfter(await store.GetLastPositionAsync(cancellationToken));
                Pulse();
                return true;
            }

            EventPage page;
            do
            {
                page = await store.ReadAfterAsync(_recent.Position, ReadAtOnce, EventFilter.All, cancellationToken);
                if (page.Events.Count > 0)
                {
                    _recent.Append(page.Events);
                    Pulse();
                }
            }
            while (!page.IsLast);
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

    private void Pulse() => Interlocked.Exchange(ref _appended, NewSource()).TrySetResult();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
