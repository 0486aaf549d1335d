using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Migrations;
using Microsoft.Data.Sqlite;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>Files in a folder of their own. A migrated one is made once and copied, which is faster than migrating for each test.</summary>
public sealed class SqliteTestEngine : SqlTestEngine
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static string? _migrated;

    public static string FileOf(SqlOptions options) => new SqliteConnectionStringBuilder(options.ConnectionString).DataSource;

    public override Task<SqlOptions> CreateEmptyAsync()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("buyinggroups-sql-").FullName;
        return Task.FromResult(new SqlOptions
        {
            ConnectionString = $"Data Source={Path.Combine(folder, "test.db")}",
            BusyTimeoutMilliseconds = 1_000,
        });
    }

    public override async Task<SqlOptions> CreateAsync()
    {
        await Gate.WaitAsync();
        try
        {
            _migrated ??= await MigrateAsync();
        }
        finally
        {
            Gate.Release();
        }

        var options = await CreateEmptyAsync();
        File.Copy(_migrated, FileOf(options));
        return options;
    }

    public override Task DropAsync(SqlOptions options)
    {
        System.IO.Directory.Delete(Path.GetDirectoryName(FileOf(options))!, recursive: true);
        return Task.CompletedTask;
    }

    private async Task<string> MigrateAsync()
    {
        var options = await CreateEmptyAsync();
        await using (var database = new SqlDatabase(options))
        {
            await new SqlMigrator(database, MigrationTime).MigrateAsync();
        }

        // What is still in the log goes into the file, which is all that is copied.
        await using var connection = new SqliteConnection(options.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await command.ExecuteNonQueryAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            System.IO.Directory.Delete(Path.GetDirectoryName(FileOf(options))!, recursive: true);
        return FileOf(options);
    }
}
