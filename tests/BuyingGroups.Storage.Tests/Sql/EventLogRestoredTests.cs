using BuyingGroups.Domain.Events;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Events;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>The log of events of a database that was put back to an older state: no position is ever given to two events.</summary>
public abstract class EventLogRestoredTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    private static readonly Statement LoseEvents = new("DELETE FROM group_event WHERE position > @position");
    private static readonly Statement LoseGenerations = new("DELETE FROM event_log_generation WHERE first_position > @position");
    private static readonly Statement PutBack = new("UPDATE event_log SET last_position = @position");
    private static readonly Statement Generations = new("SELECT COUNT(*) FROM event_log_generation");
    private static readonly Statement Fence = new("SELECT roster_fence FROM shared_state");

    private EventLogStore Log => new(Database, Time);

    [SkippableFact]
    public async Task Events_after_the_restore_have_positions_that_were_never_given()
    {
        await WriteAsync(Database, "a", 23);
        await RestoreAsync(3);

        await WriteAsync(Database, "b", 30);

        var read = (await Events.ReadAfterAsync(0, 100, EventFilter.All)).Events;
        Assert.Equal([1, 2, 3], read.Take(3).Select(change => change.Position));
        var later = read.Skip(3).ToArray();
        Assert.Equal((30, true), (later.Length, later[0].Position > 1_000_000));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => later[0].Position + i), later.Select(change => change.Position));
    }

    [SkippableFact]
    public async Task Who_had_seen_what_was_lost_is_told_for_good_and_who_had_not_goes_on()
    {
        await WriteAsync(Database, "a", 23);
        await RestoreAsync(3);
        await WriteAsync(Database, "b", 30);

        foreach (var lost in new long[] { 4, 23, 24, 1_000_000 })
        {
            var told = await Assert.ThrowsAsync<EventPositionException>(() => Events.ReadAfterAsync(lost, 10, EventFilter.All));
            Assert.True(told.IsOfLostLog);
            Assert.Contains("read the groups anew", told.Message, StringComparison.Ordinal);
        }

        Assert.Equal(30, (await Events.ReadAfterAsync(3, 100, EventFilter.All)).Events.Count);
        Assert.Equal(31, (await Events.ReadAfterAsync(2, 100, EventFilter.All)).Events.Count);
        var ahead = await Assert.ThrowsAsync<EventPositionException>(() => Events.ReadAfterAsync(long.MaxValue, 10, EventFilter.All));
        Assert.True(ahead.IsAhead);
    }

    [SkippableFact]
    public async Task A_server_that_was_told_how_far_the_log_had_come_begins_it_anew_and_of_several_one_does()
    {
        await WriteAsync(Database, "a", 3);
        await using var first = new SqlDatabase(Options, Time);
        await using var second = new SqlDatabase(Options, Time);
        EventLogStore[] servers = [new(first, Time), new(second, Time)];
        foreach (var server in servers)
        {
            server.Learn(23);
        }

        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => servers[i % 2].BeginIfPutBackAsync())));

        Assert.Single(begun.Select(state => state.LastPosition).Distinct());
        Assert.Equal(1, await GetAsync(Generations));
        await WriteAsync(first, "b", 1);
        Assert.Equal(begun[0].LastPosition + 1, (await Events.ReadAfterAsync(3, 10, EventFilter.All)).Events.Single().Position);
    }

    [SkippableFact]
    public async Task A_log_that_is_as_far_as_is_known_or_further_goes_on()
    {
        await WriteAsync(Database, "a", 3);
        Log.Learn(3);
        await using var other = new SqlDatabase(Options, Time);
        await WriteAsync(other, "b", 2);

        var state = await Log.BeginIfPutBackAsync();
        await WriteAsync(Database, "c", 1);

        Assert.Equal((5, 0), (state.LastPosition, await GetAsync(Generations)));
        Assert.Equal(6, await Events.GetLastPositionAsync());
    }

    [SkippableFact]
    public async Task A_second_restore_is_another_log_again()
    {
        await WriteAsync(Database, "a", 23);
        await RestoreAsync(3);
        await WriteAsync(Database, "b", 5);
        var ofSecond = await Events.GetLastPositionAsync();
        await RestoreAsync(3);
        await WriteAsync(Database, "c", 5);

        var third = (await Events.ReadAfterAsync(3, 100, EventFilter.All)).Events;
        Assert.Equal(5, third.Count);
        Assert.All(third, change => Assert.True(change.Position > ofSecond));
        foreach (var lost in new[] { 23, ofSecond - 1, ofSecond })
        {
            Assert.True(
                (await Assert.ThrowsAsync<EventPositionException>(() => Events.ReadAfterAsync(lost, 10, EventFilter.All))).IsOfLostLog);
        }
    }

    [SkippableFact]
    public async Task The_operators_word_is_enough_where_nobody_remembers_even_after_the_same_backup_twice()
    {
        await WriteAsync(Database, "a", 3);
        var begun = new List<long>();
        for (var restore = 0; restore < 2; restore++)
        {
            await using var forgetful = new SqlDatabase(Options, Time);
            begun.Add((await new EventLogStore(forgetful, Time).BeginGenerationAsync()).LastPosition);
            await WriteAsync(forgetful, "b", 50);
            Time.Advance(TimeSpan.FromSeconds(1));
            await RestoreAsync(3);
        }

        Assert.True(begun[1] > begun[0] + 50);
    }

    [SkippableFact]
    public async Task What_servers_keep_of_rosters_is_of_what_was_lost()
    {
        await WriteAsync(Database, "a", 1);

        var state = await Log.BeginGenerationAsync();

        Assert.Equal(state.LastPosition, await GetAsync(Fence));
    }

    [SkippableFact]
    public async Task A_database_that_takes_the_place_of_another_begins_above_it()
    {
        var fresh = await Log.IdentifyAsync(replacesAnother: true);
        var again = await Log.IdentifyAsync(replacesAnother: true);

        Assert.Equal(fresh, again);
        Assert.True(fresh.LastPosition > 1_000_000);
        Assert.True((await Assert.ThrowsAsync<EventPositionException>(() => Events.ReadAfterAsync(7, 10, EventFilter.All))).IsOfLostLog);
    }

    [SkippableFact]
    public async Task Events_on_both_sides_of_the_restore_are_dropped_in_their_time()
    {
        await WriteAsync(Database, "a", 5);
        await RestoreAsync(3);
        await WriteAsync(Database, "b", 2);
        Time.Advance(TimeSpan.FromDays(2));
        await WriteAsync(Database, "c", 1);

        while (await Events.DropOlderThanAsync(TimeSpan.FromDays(1)))
        {
        }

        var oldest = await Events.GetOldestPositionAsync();
        Assert.Equal(["c"], (await Events.ReadAfterAsync(oldest, 10, EventFilter.All)).Events.Select(change => change.GroupId.Value));
    }

    // As a backup of that time would have it.
    private Task<int> RestoreAsync(long position) => Database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync(LoseEvents, new { position });
            await session.ExecuteAsync(LoseGenerations, new { position });
            return await session.ExecuteAsync(PutBack, new { position });
        },
        CancellationToken.None);

    private Task<long> GetAsync(Statement statement) =>
        Database.ReadOneAsync(session => session.GetAsync<long>(statement), CancellationToken.None);

    private async Task WriteAsync(SqlDatabase database, string group, int events)
    {
        for (var i = 0; i < events; i++)
        {
            await database.WriteAsync(
                session =>
                {
                    session.Tell(new NewEvent(
                        GroupEventType.GroupCreated, new(group), new("interest"), new("account"), null, By(), null, null));
                    return Task.FromResult(0);
                },
                CancellationToken.None);
        }
    }
}

public sealed class EventLogRestoredOnSqliteTests() : EventLogRestoredTests(new SqliteTestEngine());

public sealed class EventLogRestoredOnSqlServerTests() : EventLogRestoredTests(new SqlServerTestEngine());
