using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Events;

namespace BuyingGroups.Server.Services.Events;

/// <summary>
/// Notices that an older state of the database was restored: its event log then ends before the position that is remembered outside it, and
/// a new generation begins. Checks on start, before anything is answered, and every second. Positions that this process has seen itself are
/// compared without asking another store.
/// </summary>
internal sealed class EventLogGuard(EventLogStore log, EventLogMarks marks, TimeProvider time, ILogger<EventLogGuard> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private string? _logId;
    private bool _isKept;

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Remembers what was committed since the last check.
        await TryCheckAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryCheckAsync(stoppingToken);
        }
    }

    private async Task TryCheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CheckAsync(cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // The check is repeated in a second. Whoever needs the store reports that it is away.
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (_logId is null)
        {
            var found = await log.GetAsync(cancellationToken);
            _logId = found.LogId ?? (await log.IdentifyAsync(await marks.AnyAsync(cancellationToken), cancellationToken)).LogId;
        }

        // The mark is read first: it was set after the commit, so a log that is read afterwards and ends before it has lost something.
        var marked = await marks.GetAsync(_logId!, cancellationToken);
        log.Learn(marked);
        // So is what this process knows: events that are committed between the two reads must not look like a log that has lost them.
        var known = log.KnownPosition;
        var state = await log.GetAsync(cancellationToken);
        if (state.LogId != _logId)
        {
            // This is another database, which has marks of its own.
            _logId = null;
            return;
        }

        if (state.LastPosition < known)
        {
            var before = state.LastPosition;
            state = await log.BeginIfPutBackAsync(cancellationToken);
            logger.LogWarning(
                "The database was put back to an older state: its events end at position {Last}, and {Known} was given already. "
                + "Later events have positions after {First}",
                before, known, state.LastPosition);
        }

        if (state.LastPosition > marked)
        {
            await KeepAsync(_logId!, state.LastPosition, cancellationToken);
        }
    }

    // Everything works without the mark, so a full disk doesn't prevent a start.
    private async Task KeepAsync(string logId, long position, CancellationToken cancellationToken)
    {
        try
        {
            await marks.RaiseAsync(logId, position, cancellationToken);
            _isKept = true;
        }
        catch (StoreUnavailableException exception)
        {
            if (_isKept)
            {
                logger.LogWarning("How far the events are can't be remembered now: {Reason}", exception.Message);
            }

            _isKept = false;
        }
    }
}
