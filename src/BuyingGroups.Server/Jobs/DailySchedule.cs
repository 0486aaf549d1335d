using BuyingGroups.Server.Logging;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>
/// Starts the daily pass when it is due. Every server tries, and the database accepts one of them (<see cref="JobStore.StartDailyAsync"/>).
/// A pass that was missed, because no server ran or the machine slept, is started once by the next server that looks, however many days
/// were missed. A new instance has missed nothing that was due before its first start. While a maintenance job that somebody else started
/// is running, the pass waits for its end.
/// </summary>
internal sealed class DailySchedule(
    JobStore jobs, DailyTime daily, ClockCheck clock, RareLog rare, TimeProvider time, ILogger<DailySchedule> logger) : BackgroundService
{
    // The timers of a machine stand still while it sleeps, so the clock is looked at often. A look asks no store before a pass is due.
    private static readonly TimeSpan LookAtLeastEvery = TimeSpan.FromSeconds(5);

    /// <summary>The last day whose pass is known to need no start any more; null before the first look.</summary>
    public DateOnly? Settled { get; private set; }

    /// <summary>The job that the pass waited for last.</summary>
    public string? WaitsFor { get; private set; }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(await TryStartAsync(stoppingToken) ? UntilNextLook() : LookAtLeastEvery, time, stoppingToken);
        }
    }

    /// <returns>Whether nothing is left to do about the pass that was due last.</returns>
    private async Task<bool> TryStartAsync(CancellationToken cancellationToken)
    {
        try
        {
            clock.Require();
            var day = daily.LastDue(time.GetUtcNow());
            if (day != Settled)
            {
                await StartAsync(day, cancellationToken);
                Settled = day;
            }

            return true;
        }
        catch (ResourceExistsException exception)
        {
            if (WaitsFor != exception.ExistingId)
            {
                WaitsFor = exception.ExistingId;
                logger.LogInformation("The daily pass waits for job {JobId}: {Reason}", exception.ExistingId, exception.Message);
            }
        }
        catch (StoreUnavailableException exception)
        {
            rare.Warn(exception, "the daily pass");
        }
#pragma warning disable CA1031 // Whatever the fault is, the next day has a pass too.
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger.LogError(exception, "The daily pass couldn't be started");
        }

        return false;
    }

    private async Task StartAsync(DateOnly day, CancellationToken cancellationToken)
    {
        if (await jobs.GetLastDailyPassAsync(cancellationToken) is null
            && daily.DueAt(day) <= await jobs.GetPresentSinceAsync(cancellationToken))
        {
            return;
        }

        if (await jobs.StartDailyAsync(day, "schedule", cancellationToken) is null)
        {
            logger.LogInformation("The daily pass of {Day} was started already", day);
        }
    }

    private TimeSpan UntilNextLook()
    {
        var now = time.GetUtcNow();
        var untilDue = daily.DueAt(daily.LastDue(now).AddDays(1)) - now;
        return untilDue >= LookAtLeastEvery ? LookAtLeastEvery
            : untilDue > TimeSpan.Zero ? untilDue + TimeSpan.FromMilliseconds(1)
            : TimeSpan.FromMilliseconds(1);
    }
}
