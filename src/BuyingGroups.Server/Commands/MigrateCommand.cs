using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Stores;

namespace BuyingGroups.Server.Commands;

/// <summary><c>migrate</c>: brings the SQL schema up to date, for installations in which the server may not do that itself.</summary>
internal static class MigrateCommand
{
    public static async Task<int> RunAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var (database, line) = OpenStores.OpenSql(configuration, ServerOptions.From(configuration));
        await using (database)
        {
            Console.WriteLine(line);
            var applied = await OpenStores.MigrateAsync(database, cancellationToken);
            foreach (var migration in applied)
            {
                Console.WriteLine($"Applied {migration.Version}: {migration.Description}");
            }

            Console.WriteLine(
                applied.Count == 0 ? "The schema is up to date." : $"The schema is up to date after {applied.Count} migration(s).");
        }

        return 0;
    }
}
