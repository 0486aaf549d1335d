using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using Microsoft.Data.Sqlite;
using Xunit;

namespace BuyingGroups.Storage.Tests.Counters;

/// <summary>
/// A row of the embedded counters that isn't what was written, as a disk may give it back: it is told, and neither counted nor written
/// over.
/// </summary>
public sealed class DamagedRowsTests(SqliteCounterEngine engine) : IClassFixture<SqliteCounterEngine>, IAsyncLifetime
{
    private static readonly Day Today = ScoringCalendar.Utc.DayOf(DateTimeOffset.UtcNow);

    private readonly AccountId _account = new($"account-{Guid.NewGuid():N}");
    private readonly PersonId _ada = new("ada");
    private readonly PersonId _bob = new("bob");
    private ConnectedCounters _connected = null!;

    private ActivityCounters Counters => _connected.Counters;

    public async Task InitializeAsync() => _connected = await engine.ConnectAsync();

    public async Task DisposeAsync() => await _connected.DisposeAsync();

    [Theory]
    [InlineData("packed = substr(packed, 1, 6) || x'FF' || substr(packed, 8)")]
    [InlineData("packed = substr(packed, 8)")]
    [InlineData("packed = x''")]
    [InlineData("packed = 'text'")]
    [InlineData("buckets = buckets + 1")]
    [InlineData("newest_day = newest_day + 1")]
    [InlineData("checksum = checksum + 1")]
    [InlineData("(packed, checksum) = (SELECT packed, checksum FROM person_counters WHERE account_id = @account AND person_id = 'bob')")]
    public async Task Counters_that_are_not_what_was_written_are_told_and_neither_counted_nor_written_over(string damage)
    {
        await RecordAsync(_ada, 0, 3);
        await RecordAsync(_bob, 0, 5);
        await ExecuteAsync($"UPDATE person_counters SET {damage} WHERE account_id = @account AND person_id = 'ada'");
        var group = Counters.KeysOf(_account, new BuyingGroupId("group"), [_bob, _ada]);
        var before = await RowAsync();

        await TellsAsync(() => Counters.ReadPersonAsync(_account, _ada, CancellationToken.None));
        await TellsAsync(() => Counters.ReadGroupAsync(group, CancellationToken.None));
        await TellsAsync(() => RecordAsync(_ada, 10, 1));

        Assert.Equal(before, await RowAsync());
        Assert.Equal([RecordOutcome.Duplicate, RecordOutcome.Recorded], await RecordAsync(_bob, 4, 2));
    }

    [Theory]
    [InlineData("packed = substr(packed, 1, 6) || x'FF' || substr(packed, 8)")]
    [InlineData("packed = substr(packed, 11)")]
    [InlineData("newest_day = newest_day + 1")]
    public async Task Nor_does_an_id_count_twice_because_the_row_that_remembers_it_is_damaged(string damage)
    {
        await RecordAsync(_ada, 0, 100);
        await ExecuteAsync($"UPDATE remembered_ids SET {damage} WHERE account_id = @account AND person_id = 'ada'");

        await TellsAsync(() => RecordAsync(_ada, 0, 50));
    }

    private async Task<IReadOnlyList<RecordOutcome>> RecordAsync(PersonId person, int first, int count)
    {
        var activities = Enumerable.Range(first, count).Select(id => new ActivityToRecord($"{id}", new ActivityTypeCode(1), Today, 1));
        return (await Counters.RecordAsync(_account, person, [.. activities], CancellationToken.None)).Outcomes;
    }

    private static async Task TellsAsync(Func<Task> operation)
    {
        var told = await Assert.ThrowsAsync<StoreUnavailableException>(operation);
        Assert.Equal(StoreUnavailableReasons.DataFolderDamaged, told.Reason);
    }

    private async Task<string> RowAsync() =>
        (string)(await ExecuteAsync(
            "SELECT concat(hex(packed), ' ', buckets, ' ', newest_day, ' ', checksum) FROM person_counters "
            + "WHERE account_id = @account AND person_id = 'ada'"))!;

    private async Task<object?> ExecuteAsync(string text)
    {
        await using var connection = new SqliteConnection($"Data Source={engine.File};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of this class.
        command.CommandText = text;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("@account", _account.Value);
        return await command.ExecuteScalarAsync();
    }
}
