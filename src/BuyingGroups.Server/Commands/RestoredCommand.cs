using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage.Sql.Events;

namespace BuyingGroups.Server.Commands;

/// <summary>
/// <c>restored</c>: tells the servers that the stores were restored from a backup. They notice by themselves when SQL is older than the
/// marks that are kept beside it. If the marks were restored too, only the operator knows.
/// </summary>
internal static class RestoredCommand
{
    public static async Task<int> RunAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var options = ServerOptions.From(configuration);
        OpenStores.RequireEmbedded(configuration, options, counters: false);
        var (database, line) = OpenStores.OpenSql(configuration, options);
        await using (database)
        {
            Console.WriteLine(line);
            await OpenStores.MigrateAsync(database, cancellationToken);
            var log = new EventLogStore(database, TimeProvider.System);
            var before = await log.GetAsync(cancellationToken);
            var begun = await log.BeginGenerationAsync(cancellationToken);
            Console.WriteLine(
                $"The events up to position {before.LastPosition} are as they were; later ones have positions after {begun.LastPosition}.");
        }

        Console.WriteLine(
            "Watchers that had seen more get OUT_OF_RANGE (POSITION_OF_ANOTHER_LOG), read the groups anew, and go on. Servers may run "
            + "meanwhile.");
        return 0;
    }
}
