using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage.Sql.TimeZones;

namespace BuyingGroups.Server.Commands;

/// <summary><c>change-time-zone ZONE</c>: changes the time zone in which the stored data counts its days.</summary>
internal static class ChangeTimeZoneCommand
{
    public static async Task<int> RunAsync(IConfiguration configuration, string zone, CancellationToken cancellationToken)
    {
        var options = ServerOptions.From(configuration);
        var id = TimeZoneNames.Find(zone)?.Id
            ?? throw new StartException($"'{zone}' isn't an IANA time zone such as UTC or Europe/Berlin.");
        OpenStores.RequireEmbedded(configuration, options, counters: false);
        if (DataFolder.IsTaken(options.DataFolder))
        {
            throw new StartException($"A server runs over the data folder {options.DataFolder}: stop it first.");
        }

        var (database, line) = OpenStores.OpenSql(configuration, options);
        await using (database)
        {
            Console.WriteLine(line);
            await OpenStores.MigrateAsync(database, cancellationToken);
            var store = new TimeZoneStore(database);
            var before = await store.FindAsync(cancellationToken);
            await store.ChangeAsync(id, cancellationToken);
            Console.WriteLine(
                before is null ? $"The time zone of the data is {id}." : $"The time zone of the data was {before}, and is {id} now.");
        }

        Console.WriteLine(
            "Activities count by days of the new zone from now on. Counters that exist stay on the days on which they were recorded: "
            + "until they have "
            + "left the window, in 30 days, an activity near midnight may leave it some hours early or late.");
        Console.WriteLine(
            $"Start every server with --time-zone {id}. One that still runs answers UNAVAILABLE (TIME_ZONE_CHANGED) until then.");
        return 0;
    }
}
