using System.Diagnostics;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Migrations;
using Microsoft.Data.Sqlite;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>
/// What SQLite does when the file is held by another process, here another connection that isn't the service's own, or isn't there.
/// </summary>
public sealed class SqliteFaultTests() : SqlStoreTests(new SqliteTestEngine())
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_file_that_another_process_has_locked_is_unavailable_quickly_and_heals()
    {
        await using var other = await LockAsync();

        var started = Stopwatch.GetTimestamp();
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => AccountsAsync("acme"));

        Assert.Equal("SQLite", exception.Store);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(4));
        await UnlockAsync(other);
        await AccountsAsync("acme");
    }

    [Fact]
    public async Task Writers_that_queue_behind_a_locked_file_fail_with_the_first()
    {
        await using var other = await LockAsync();

        var started = Stopwatch.GetTimestamp();
        var writers = Enumerable.Range(0, 50).Select(i => Task.Run(() => AccountsAsync($"account {i}"))).ToArray();
        foreach (var writer in writers)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => writer);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(6));
        await UnlockAsync(other);
        await AccountsAsync("acme");
    }

    [Fact]
    public async Task Readers_wait_for_no_writer()
    {
        await AccountsAsync("acme");
        await using var other = await LockAsync();

        Assert.Equal("acme Inc.", (await Directory.GetAccountAsync(new("acme"))).Name);
        await Database.PingAsync();
    }

    [Fact]
    public async Task A_lock_that_is_given_up_in_time_goes_unnoticed()
    {
        var other = await LockAsync();
        var write = Task.Run(() => AccountsAsync("acme"));
        await Task.Delay(300);
        Assert.False(write.IsCompleted, "the write didn't wait for the lock");
        await UnlockAsync(other);

        await write.WaitAsync(Patience);
        Assert.Equal("acme Inc.", (await Directory.GetAccountAsync(new("acme"))).Name);
    }

    [Fact]
    public async Task Who_waited_for_the_lock_decided_when_it_was_given_up()
    {
        var group = await GroupAsync("acme", ["ann"]);
        var position = await Events.GetLastPositionAsync();
        var other = await LockAsync();
        var command = Assign("ann", DecisionMaker);
        var write = Task.Run(() => DecideAsync(group, command));
        await Task.Delay(300);
        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(write.IsCompleted, "the write didn't wait for the lock");
        await UnlockAsync(other);

        var decided = await write.WaitAsync(Patience);

        Assert.Equal(Time.GetUtcNow(), decided.Record!.Decision.At);
        Assert.Equal(position, await Events.GetPositionBeforeAsync(Time.GetUtcNow()));
    }

    [Fact]
    public async Task Many_writers_at_once_all_come_through()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => AccountsAsync($"account {i}"))));

        Assert.Equal(200, (await Directory.ListAccountsAsync(PageRequest.First(500))).Items.Count);
    }

    [Fact]
    public async Task Writers_of_two_processes_share_the_file()
    {
        await using var other = new SqlDatabase(Options);
        var directories = new[] { Directory, new DirectoryStore(other, Time) };

        await Task.WhenAll(
            Enumerable.Range(0, 100).Select(i => Task.Run(() => directories[i % 2].UpsertAccountsAsync([Account($"account {i}")]))));

        Assert.Equal(100, (await Directory.ListAccountsAsync(PageRequest.First(500))).Items.Count);
    }

    [Fact]
    public async Task A_file_that_is_locked_cannot_be_migrated_now()
    {
        var options = await new SqliteTestEngine().CreateEmptyAsync();
        await using var database = new SqlDatabase(options);
        await database.PingAsync();
        await using var other = await LockAsync(options);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => new SqlMigrator(database, Time).MigrateAsync());

        await UnlockAsync(other);
        Assert.NotEmpty(await new SqlMigrator(database, Time).MigrateAsync());
        await database.DisposeAsync();
        await new SqliteTestEngine().DropAsync(options);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_unavailable()
    {
        await using var database = new SqlDatabase(new SqlOptions { ConnectionString = "Data Source=/nowhere/at/all/test.db" });

        await Assert.ThrowsAsync<StoreUnavailableException>(() => database.PingAsync());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => new SqlMigrator(database, Time).MigrateAsync());
    }

    [Fact]
    public async Task A_call_that_is_given_up_ends_as_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Directory.UpsertAccountsAsync([Account("acme")], cancelled.Token));
    }

    private Task<SqliteConnection> LockAsync() => LockAsync(Options);

    private static async Task<SqliteConnection> LockAsync(SqlOptions options)
    {
        var connection = new SqliteConnection(options.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        await ExecuteAsync(connection, "BEGIN EXCLUSIVE");
        return connection;
    }

    private static async Task UnlockAsync(SqliteConnection connection)
    {
        await ExecuteAsync(connection, "ROLLBACK");
        await connection.DisposeAsync();
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string text)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = text;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
