using System.Diagnostics;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Migrations;
using Microsoft.Data.Sqlite;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>
/// What is told of a disk that is full or read-only, and of a file that is damaged: the reason, at once, and never as a fault of the
/// program.
/// </summary>
public sealed class SqliteDiskTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    private static readonly string Filling = new('x', 2_000);

    [SkippableFact]
    public async Task A_full_disk_is_told_and_heals_once_there_is_space_while_reads_go_on()
    {
        using var disk = new TmpfsFolder(megabytes: 8);
        var options = await MigratedAsync(disk.Path);
        await using var database = new SqlDatabase(options);
        var directory = new DirectoryStore(database, TimeProvider.System);
        await directory.UpsertAccountsAsync([Account("acme")]);
        disk.FillUp();

        var told = await UntilRefusedAsync(directory);
        var again = await Assert.ThrowsAsync<StoreUnavailableException>(() => FillAsync(directory, 1_000));

        Assert.Equal((StoreUnavailableReasons.DataFolderFull, StoreUnavailableReasons.DataFolderFull), (told.Reason, again.Reason));
        Assert.Contains("the disk is full", told.Message, StringComparison.Ordinal);
        Assert.Equal("acme Inc.", (await directory.GetAccountAsync(new("acme"))).Name);
        await database.PingAsync();

        disk.Free();
        var watch = Stopwatch.StartNew();
        await FillAsync(directory, 1_001);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, AtOnce);
        Assert.Equal(50, (await directory.ListAccountsAsync(PageRequest.First(50))).Items.Count);
    }

    [SkippableFact]
    public async Task A_disk_that_is_full_at_the_start_is_told_at_once()
    {
        using var disk = new TmpfsFolder(megabytes: 1);
        disk.FillUp();
        await using var database = new SqlDatabase(OptionsOf(disk.Path));

        var told = await MigrateAtOnceAsync(database);

        Assert.Equal(StoreUnavailableReasons.DataFolderFull, told.Reason);
        disk.Free();
    }

    [SkippableFact]
    public async Task A_read_only_file_system_is_told_at_once()
    {
        using var disk = new TmpfsFolder(megabytes: 8);
        var options = await MigratedAsync(disk.Path);
        disk.MakeReadOnly();
        await using var database = new SqlDatabase(options);

        var atStart = await MigrateAtOnceAsync(database);
        var running = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => FillAsync(new DirectoryStore(database, TimeProvider.System), 0));

        Assert.Equal(
            (StoreUnavailableReasons.DataFolderReadOnly, StoreUnavailableReasons.DataFolderReadOnly), (atStart.Reason, running.Reason));
        Assert.Contains("read-only", atStart.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_damaged_is_told_and_remembered_for_the_operator()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("bg-");
        var options = await MigratedAsync(folder.FullName);
        await using var database = new SqlDatabase(options);
        var directory = new DirectoryStore(database, TimeProvider.System);
        await FillAsync(directory, 0);
        await database.PingAsync();
        await database.DisposeAsync();
        await CheckpointAsync(options);
        OverwriteAllButTheFirstPages(FileOf(options));

        var told = await Assert.ThrowsAsync<StoreUnavailableException>(() => directory.ListAccountsAsync(PageRequest.First(1_000)));
        var health = await Assert.ThrowsAsync<StoreUnavailableException>(() => database.PingAsync());

        Assert.Equal((StoreUnavailableReasons.DataFolderDamaged, StoreUnavailableReasons.DataFolderDamaged), (told.Reason, health.Reason));
        Assert.Contains("restore a backup", health.Message, StringComparison.Ordinal);
        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_that_is_no_database_or_another_one_is_told()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("bg-");
        await File.WriteAllTextAsync(FileOf(OptionsOf(folder.FullName)), new string('x', 5_000));
        await using var none = new SqlDatabase(OptionsOf(folder.FullName));
        var atStart = await Assert.ThrowsAsync<StoreUnavailableException>(() => new SqlMigrator(none, TimeProvider.System).MigrateAsync());
        await none.DisposeAsync();
        File.Delete(FileOf(OptionsOf(folder.FullName)));
        await using var empty = new SqlDatabase(OptionsOf(folder.FullName));
        var running = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => FillAsync(new DirectoryStore(empty, TimeProvider.System), 0));

        Assert.Equal(
            (StoreUnavailableReasons.DataFolderDamaged, StoreUnavailableReasons.DataFolderDamaged), (atStart.Reason, running.Reason));
        Assert.Contains("isn't a database", atStart.Message, StringComparison.Ordinal);
        await empty.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static async Task<StoreUnavailableException> MigrateAtOnceAsync(SqlDatabase database)
    {
        var watch = Stopwatch.StartNew();
        var told = await Assert.ThrowsAsync<StoreUnavailableException>(() => new SqlMigrator(database, TimeProvider.System).MigrateAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, AtOnce);
        return told;
    }

    // A disk that has just filled up may still have room within the pages of its files.
    private static async Task<StoreUnavailableException> UntilRefusedAsync(DirectoryStore directory)
    {
        for (var batch = 0; batch < 100; batch++)
        {
            try
            {
                await FillAsync(directory, batch);
            }
            catch (StoreUnavailableException exception)
            {
                return exception;
            }
        }

        throw new InvalidOperationException("A full disk went on taking data.");
    }

    private static Task<IReadOnlyList<AccountUpsertOutcome>> FillAsync(DirectoryStore directory, int batch) =>
        directory.UpsertAccountsAsync(
        [.. Enumerable.Range(0, 200).Select(i => Account($"{batch}-{i}", Filling))]);

    private static Account Account(string id, string? name = null) =>
        new(new AccountId(id), name ?? $"{id} Inc.", null, new AccountAttributes());

    private static async Task<SqlOptions> MigratedAsync(string folder)
    {
        var options = OptionsOf(folder);
        await using var database = new SqlDatabase(options);
        await new SqlMigrator(database, TimeProvider.System).MigrateAsync();
        return options;
    }

    private static SqlOptions OptionsOf(string folder) => new() { ConnectionString = $"Data Source={Path.Combine(folder, "test.db")}" };

    private static string FileOf(SqlOptions options) => new SqliteConnectionStringBuilder(options.ConnectionString).DataSource;

    private static async Task CheckpointAsync(SqlOptions options)
    {
        await using var connection = new SqliteConnection(options.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await command.ExecuteNonQueryAsync();
    }

    private static void OverwriteAllButTheFirstPages(string file)
    {
        const int Page = 4096;
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write);
        for (stream.Position = 60 * Page; stream.Position < stream.Length;)
        {
            stream.Write(new byte[Page].Select(_ => (byte)0xAA).ToArray());
        }
    }
}
