using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Migrations;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class SqlMigratorTests(SqlTestEngine engine)
{
    private static readonly IEnumerable<long> Versions = Enumerable.Range(1, 18).Select(version => (long)version);

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

public sealed class SqlMigratorOnSqliteTests() : SqlMigratorTests(new SqliteTestEngine())
{
    /// <summary>
    /// As for a login that may read and write rows, and no more: neither the lock of migrations is taken nor anything of the database
    /// changed.
    /// </summary>
    [Fact]
    public async Task A_database_with_nothing_to_migrate_is_only_read()
    {
        var engine = new SqliteTestEngine();
        var options = await engine.CreateAsync();
        var file = SqliteTestEngine.FileOf(options);
        var before = await File.ReadAllBytesAsync(file);
        await using (var held = new FileStream($"{file}.migrating", FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        await using (var database = new SqlDatabase(options))
        {
            Assert.Empty(await new SqlMigrator(database, TimeProvider.System).MigrateAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(file));
        await engine.DropAsync(options);
    }
}

public sealed class SqlMigratorOnSqlServerTests() : SqlMigratorTests(new SqlServerTestEngine());
