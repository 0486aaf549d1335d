using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Sql.Events;

namespace BuyingGroups.Server.Services.Events;

/// <summary>Drops events that are older than they are kept, and remembered requests of more than a day ago. Every server does; it does no harm.</summary>
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
                    // Some thousands at once, so that no command waits for long.
                }

                while (await commands.ForgetOldAsync(stoppingToken))
                {
                    // The same.
                }
            }
            catch (StoreUnavailableException exception)
            {
                logger.LogWarning("Old events are dropped later: {Reason}", exception.Message);
            }
        }
    }
}
