using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql.Counters;

namespace BuyingGroups.Server.Services.Activities;

/// <summary>
/// Deletes expired records from the embedded counters once an hour; Redis does that by itself. The first run is an hour after the start, so
/// that a clock that was wrong for a while deletes nothing.
/// </summary>
internal sealed class CounterUpkeep(ActivityCounters counters, TimeProvider time, ILogger<CounterUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (counters is not SqliteCounters embedded)
        {
            return;
        }

        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await embedded.RemoveExpiredAsync(stoppingToken);
            }
            catch (StoreUnavailableException exception)
            {
                logger.LogWarning("Old counters are deleted later: {Reason}", exception.Message);
            }
        }
    }
}
