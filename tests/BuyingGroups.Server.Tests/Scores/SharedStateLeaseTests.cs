using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Redis;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Migrations;
using BuyingGroups.Storage.Tests.Redis;
using NodaTime;
using Xunit;

namespace BuyingGroups.Server.Tests.Scores;

/// <summary>
/// The lease of what servers share, while SQL goes away and comes back: here the file is moved, and a folder is in its place.
/// </summary>
public sealed class SharedStateLeaseTests : IAsyncLifetime
{
    private static readonly string[] Parts = ["", "-wal", "-shm"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private RedisServer? _redis;
    private RedisConnection? _connection;
    private SqlDatabase? _database;
    private SharedStateLease? _lease;

    private string File => Path.Combine(_folder.Path, "shared.db");

    private SharedStateLease Lease => _lease!;

    public async Task InitializeAsync()
    {
        if (!RedisServer.IsInstalled)
        {
            return;
        }

        _redis = new RedisServer();
        _connection = await RedisConnection.ConnectAsync(new RedisOptions { ConnectionString = _redis.ConnectionString });
        var counters = new RedisCounters(_connection, new ScoringCalendar(DateTimeZone.Utc), TimeProvider.System);
        _database = new SqlDatabase(new SqlOptions { ConnectionString = $"Data Source={File}" });
        await new SqlMigrator(_database, TimeProvider.System).MigrateAsync();
        _lease = new SharedStateLease(
            new ScoringModelStore(_database, TimeProvider.System),
            new RosterStore(_database),
            counters,
            _database,
            ScoringCalendar.Utc,
            TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            await _database!.DisposeAsync();
        }

        _redis?.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Who_waits_out_a_lease_while_SQL_is_away_waits_until_it_is_back_and_the_others_can_have_looked()
    {
        Skip.IfNot(RedisServer.IsInstalled);
        var before = await Lease.CurrentAsync(default);
        await TakeAwayAsync();
        var waiting = Lease.WaitOutAsync(default);
        await Task.Delay(2_500);
        Assert.False(waiting.IsCompleted);
        Assert.Same(before, await Lease.CurrentAsync(default));

        BringBack();
        await Task.Delay(500);
        Assert.False(waiting.IsCompleted);
        await waiting.WaitAsync(Patience);
    }

    [SkippableFact]
    public async Task Who_waits_out_a_lease_and_SQL_does_not_come_back_is_told_that_it_is_not_known()
    {
        Skip.IfNot(RedisServer.IsInstalled);
        await Lease.CurrentAsync(default);
        await TakeAwayAsync();

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => Lease.WaitOutAsync(default).WaitAsync(Patience));

        Assert.Equal("SQLite", error.Store);
    }

    [SkippableFact]
    public async Task A_server_that_has_met_SQL_away_looks_again_before_it_goes_on()
    {
        Skip.IfNot(RedisServer.IsInstalled);
        var before = await Lease.CurrentAsync(default);
        await TakeAwayAsync();
        await Task.Delay(1_100);
        Assert.Same(before, await Lease.CurrentAsync(default));
        BringBack();
        await EraseSomebodyAsync();
        await Task.Delay(1_100);

        Assert.Equal(before.LogPosition + 1, (await Lease.CurrentAsync(default)).LogPosition);
    }

    [SkippableFact]
    public async Task A_second_of_requests_is_one_look_and_a_look_anew_sees_what_was_committed_before_it()
    {
        Skip.IfNot(RedisServer.IsInstalled);
        var states = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await Lease.CurrentAsync(default))));
        Assert.All(states, state => Assert.Same(states[0], state));

        for (var round = 1; round <= 20; round++)
        {
            await EraseSomebodyAsync();
            var anew = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Lease.LookAnewAsync(default))));
            Assert.All(anew, state => Assert.Equal(states[0].LogPosition + round, state!.LogPosition));
        }
    }

    private async Task TakeAwayAsync()
    {
        // Open connections would keep the file.
        await _database!.DisposeAsync();
        foreach (var part in Parts.Where(part => System.IO.File.Exists(File + part)))
        {
            System.IO.File.Move(File + part, $"{File}.away{part}");
        }

        System.IO.Directory.CreateDirectory(File);
    }

    private void BringBack()
    {
        System.IO.Directory.Delete(File);
        foreach (var part in Parts.Where(part => System.IO.File.Exists($"{File}.away{part}")))
        {
            System.IO.File.Move($"{File}.away{part}", File + part);
        }
    }

    private async Task EraseSomebodyAsync()
    {
        var directory = new DirectoryStore(_database!, TimeProvider.System);
        var id = new PersonId(Guid.NewGuid().ToString());
        await directory.UpsertAccountsAsync([new Account(new AccountId("acme"), "Acme", null, new AccountAttributes())]);
        await directory.UpsertPeopleAsync([new Person(id, new AccountId("acme"), new PersonAttributes())], "ute");
        await new ErasureStore(_database!, TimeProvider.System).EraseAsync([id], "ute");
    }
}
