using BuyingGroups.Server.Logging;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Server.Stores;

/// <summary>
/// Checks the store of the counters every second, whatever callers do. Otherwise a server that only reads would go on reading from a Redis
/// that has become a replica. A connection recovers at the first command that fails.
/// </summary>
internal sealed class CountersWatch(ActivityCounters counters, RareLog log, ILogger<CountersWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        var isWell = true;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await counters.PingAsync(stoppingToken);
                if (!isWell)
                {
                    logger.LogInformation("{Store} does its work again", counters.Name);
                }

                isWell = true;
            }
            catch (StoreUnavailableException exception)
            {
                isWell = false;
                log.Warn(exception);
            }
        }
    }
}
