using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Server.Freshness;

/// <summary>
/// Deletes old entries of the log of invalidations, which also name erased people. Every server does this; repeating it is harmless.
/// </summary>
internal sealed class InvalidationUpkeep(RosterStore rosters, TimeProvider time, ILogger<InvalidationUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await rosters.DropOldInvalidationsAsync(time.GetUtcNow(), stoppingToken);
            }
            catch (StoreUnavailableException exception)
            {
                logger.LogWarning("Old invalidations are dropped later: {Reason}", exception.Message);
            }
        }
    }
}
