using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Sql.Events;

namespace BuyingGroups.Server.Services.Events;

/// <summary>
/// Deletes events that have been kept long enough, and remembered requests of more than a day ago. Every server does this; repeating it is
/// harmless.
/// </summary>
internal sealed class EventUpkeep(
    EventStore events, GroupCommandStore commands, EventOptions options, TimeProvider time, ILogger<EventUpkeep> logger) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.UpkeepSeconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await events.DropOlderThanAsync(TimeSpan.FromDays(options.KeepDays), stoppingToken))
                {
                    // Each call deletes some thousands, so that no command waits for long.
                }

                while (await commands.ForgetOldAsync(stoppingToken))
                {
                    // Each call deletes some thousands, so that no command waits for long.
                }
            }
            catch (StoreUnavailableException exception)
            {
                logger.LogWarning("Old events are dropped later: {Reason}", exception.Message);
            }
        }
    }
}
