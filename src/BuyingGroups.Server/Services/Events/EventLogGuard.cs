using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Events;

namespace BuyingGroups.Server.Services.Events;

/// <summary>
/// Notices that the database was put back to an older state: then its log of events isn't as far as is remembered beside it, and begins a
/// new generation. Looks on
/// start, before anything is answered, and each second; what this process has seen itself counts without asking anybody.
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
        // What was committed since the last second.
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
            // Looked at again in a second. Whoever needs the store says that it is away.
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (_logId is null)
        {
            var found = await log.GetAsync(cancellationToken);
            _logId = found.LogId ?? (await log.IdentifyAsync(await marks.AnyAsync(cancellationToken), cancellationToken)).LogId;
        }

        // The mark first: it was set after the commit, so that a log that is read afterwards and isn't as far has lost something.
        var marked = await marks.GetAsync(_logId!, cancellationToken);
        log.Learn(marked);
        var state = await log.GetAsync(cancellationToken);
        if (state.LogId != _logId)
        {
            // Another database, whose marks are others.
            _logId = null;
            return;
        }

        if (state.LastPosition < log.KnownPosition)
        {
            var (before, known) = (state.LastPosition, log.KnownPosition);
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

    // Without the mark everything works; a full disk is no reason not to start.
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
