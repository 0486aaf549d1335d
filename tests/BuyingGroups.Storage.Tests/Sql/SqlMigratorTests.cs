using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Migrations;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class SqlMigratorTests(SqlTestEngine engine)
{
    private static readonly IEnumerable<long> Versions = Enumerable.Range(1, 17).Select(version => (long)version);

    [SkippableFact]
    public async Task Migrating_tells_what_it_applied_and_twice_is_once()
    {
        var options = await engine.CreateEmptyAsync();
        await using (var database = new SqlDatabase(options))
        {
            var migrator = new SqlMigrator(database, TimeProvider.System);

            Assert.Equal(Versions, (await migrator.MigrateAsync()).Select(migration => migration.Version));
            Assert.Empty(await migrator.MigrateAsync());
            Assert.Equal(6, (await new RoleStore(database, TimeProvider.System).ListAsync(PageRequest.First(50))).Items.Count);
        }

        await engine.DropAsync(options);
    }

    [SkippableFact]
    public async Task Of_four_servers_that_start_at_once_one_migrates()
    {
        var options = await engine.CreateEmptyAsync();
        var servers = Enumerable.Range(0, 4).Select(_ => new SqlDatabase(options)).ToArray();

        var applied = await Task.WhenAll(
            servers.Select(server => Task.Run(() => new SqlMigrator(server, TimeProvider.System).MigrateAsync())));

        Assert.Equal(Versions, applied.SelectMany(migrations => migrations).Select(migration => migration.Version).Order());
        Assert.All(servers, server => Assert.NotNull(new ScoringModelStore(server, TimeProvider.System).GetActiveAsync()));
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        await engine.DropAsync(options);
    }
}

public sealed class SqlMigratorOnSqliteTests() : SqlMigratorTests(new SqliteTestEngine());

public sealed class SqlMigratorOnSqlServerTests() : SqlMigratorTests(new SqlServerTestEngine());
