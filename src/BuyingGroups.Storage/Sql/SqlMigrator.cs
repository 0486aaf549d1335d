using System.Reflection;
using BuyingGroups.Storage.Sql.Migrations;
using FluentMigrator.Runner;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace BuyingGroups.Storage.Sql;

/// <summary>Brings the schema up to date. Several servers may start at once: one does it, the others wait.</summary>
public static class SqlMigrator
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(2);

    /// <summary>Applies the migrations that the database doesn't have yet; answers their descriptions.</summary>
    /// <exception cref="StoreUnavailableException">The database can't be reached or written, or another server's migration takes too long.</exception>
    public static async Task<IReadOnlyList<string>> MigrateAsync(SqlDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            return database switch
            {
                SqliteDatabase sqlite => await MigrateAsync(sqlite, cancellationToken),
                SqlServerDatabase sqlServer => await MigrateAsync(sqlServer, cancellationToken),
                _ => throw new NotSupportedException($"no migrations for {database.Name}"),
            };
        }
        catch (Exception exception) when (exception is SqliteException or SqlException or IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(database.Name, exception);
        }
    }

    /// <summary>The services that run the migrations for one engine; for the test that compiles every statement, too.</summary>
    internal static ServiceProvider Runner(SchemaTypes types, Action<IMigrationRunnerBuilder> engine) =>
        new ServiceCollection()
            .AddSingleton(types)
            .AddFluentMigratorCore()
            .ConfigureRunner(runner => engine(runner.ScanIn(Assembly.GetExecutingAssembly()).For.Migrations()))
            .BuildServiceProvider(validateScopes: false);

    private static async Task<IReadOnlyList<string>> MigrateAsync(SqliteDatabase database, CancellationToken cancellationToken)
    {
        var file = new SqliteConnectionStringBuilder(database.ConnectionString).DataSource;
        await using var held = await HoldAsync($"{file}.migrating", cancellationToken);
        await using (var connection = new SqliteConnection(database.ConnectionString))
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return Up(SchemaTypes.Sqlite, runner => runner.AddSQLite().WithGlobalConnectionString(database.ConnectionString));
    }

    private static async Task<IReadOnlyList<string>> MigrateAsync(SqlServerDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(database.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText =
            """
            DECLARE @taken int;
            EXEC @taken = sp_getapplock @Resource = N'buyinggroups migration', @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = @wait;
            IF @taken < 0 THROW 50000, N'Another server migrates the database and takes too long.', 1;
            """;
        command.CommandTimeout = (int)MaxWait.TotalSeconds + 10;
        command.Parameters.AddWithValue("@wait", (int)MaxWait.TotalMilliseconds);
        await command.ExecuteNonQueryAsync(cancellationToken);

        // The lock goes with the connection.
        return Up(SchemaTypes.SqlServer, runner => runner.AddSqlServer2016().WithGlobalConnectionString(database.ConnectionString));
    }

    private static string[] Up(SchemaTypes types, Action<IMigrationRunnerBuilder> engine)
    {
        using var services = Runner(types, engine);
        using var scope = services.CreateScope();
        var runner = scope.ServiceProvider.GetRequiredService<IMigrationRunner>();
        var versions = scope.ServiceProvider.GetRequiredService<IVersionLoader>();
        versions.LoadVersionInfo();
        string[] missing =
        [
            .. runner.MigrationLoader.LoadMigrations()
                .Where(migration => !versions.VersionInfo.HasAppliedMigration(migration.Key))
                .Select(migration => $"{migration.Key} {migration.Value.Migration.GetType().Name}"),
        ];
        runner.MigrateUp();
        return missing;
    }

    private static async Task<FileStream> HoldAsync(string path, CancellationToken cancellationToken)
    {
        var giveUp = DateTime.UtcNow + MaxWait;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (File.Exists(path) && DateTime.UtcNow < giveUp)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }
    }
}
