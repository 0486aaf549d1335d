using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Sql.Events;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class EventStoreTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    [SkippableFact]
    public async Task Who_reads_on_after_the_last_event_misses_none_whoever_commits_first()
    {
        const int Writers = 8;
        const int Each = 25;
        // Two servers over one database.
        await using var other = new SqlDatabase(Options);
        var written = 0;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                await WriteAsync(writer % 2 == 0 ? Database : other, $"{writer}.{i}", slow: writer == 0 && i % 5 == 0);
                Interlocked.Increment(ref written);
            }
        })));

        var seen = new List<GroupEvent>();
        while (!writing.IsCompleted || seen.Count < written)
        {
            var page = await Events.ReadAfterAsync(seen.Count, 1_000, EventFilter.All);
            seen.AddRange(page.Events);
            // Without holes: the number of events is the last position.
            Assert.Equal(Enumerable.Range(1, seen.Count).Select(position => (long)position), seen.Select(change => change.Position));
            Assert.Equal(seen.Count, page.Position);
        }

        await writing;
        Assert.Equal(Writers * Each, seen.Select(change => change.GroupId).Distinct().Count());
        foreach (var ofWriter in seen.GroupBy(change => change.GroupId.Value.Split('.')[0]))
        {
            Assert.Equal(Enumerable.Range(0, Each).Select(i => $"{ofWriter.Key}.{i}"), ofWriter.Select(change => change.GroupId.Value));
        }
    }

    [SkippableFact]
    public async Task A_transaction_that_fails_leaves_no_hole()
    {
        await WriteAsync(Database, "first");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Database.WriteAsync<int>(
            session =>
            {
                session.Tell(Told("never"));
                throw new InvalidOperationException();
            },
            CancellationToken.None));
        await WriteAsync(Database, "second");

        var events = (await Events.ReadAfterAsync(0, 10, EventFilter.All)).Events;

        Assert.Equal([(1L, "first"), (2, "second")], events.Select(change => (change.Position, change.GroupId.Value)));
    }

    [SkippableFact]
    public async Task An_event_keeps_what_was_told()
    {
        var decision = new Decision(DecisionSource.Journey, "journeys/ä/nodes/1", Time.GetUtcNow(), "because", "orchestrator");
        var stage = new EventValue { StageId = "s", StageName = "\"Stage\" 1" };
        var (third, whole) = (EventValue.OfCompleteness(100 / 3.0, 33), EventValue.OfCompleteness(100, 100));
        await Database.WriteAsync(
            session =>
            {
                session.Tell(new NewEvent(
                    GroupEventType.StageChanged, new("g"), new("si"), new("a"), new("p"), decision, null, stage));
                session.Tell(new NewEvent(
                    GroupEventType.CompletenessChanged, new("g"), new("si"), new("a"), null, decision, third, whole));
                return Task.FromResult(0);
            },
            CancellationToken.None);
        var events = (await Events.ReadAfterAsync(0, 10, EventFilter.All)).Events;
        await WriteAsync(Database, "next");

        Assert.Equal(3, (await Events.ReadAfterAsync(2, 10, EventFilter.All)).Events.Single().Position);
        Assert.Equal(
            [
                new GroupEvent(
                    1, GroupEventType.StageChanged, new("g"), new("si"), new("a"), new("p"), decision, null, stage),
                new GroupEvent(
                    2, GroupEventType.CompletenessChanged, new("g"), new("si"), new("a"), null, decision, third, whole),
            ],
            events);
    }

    [SkippableFact]
    public async Task What_can_be_looked_up_is_and_the_position_tells_how_far_it_was_looked()
    {
        foreach (var group in new[] { "a", "b", "A", "a", "c" })
        {
            await WriteAsync(Database, group);
        }

        async Task<(string, long, bool)> ReadAsync(long after, int take, EventFilter filter)
        {
            var page = await Events.ReadAfterAsync(after, take, filter);
            return (string.Join(' ', page.Events.Select(change => change.Position)), page.Position, page.IsLast);
        }

        var a = new EventFilter { Groups = new HashSet<string> { "a" } };
        Assert.Equal(("1 4", 5, true), await ReadAsync(0, 10, a));
        Assert.Equal(("1", 1, false), await ReadAsync(0, 1, a));
        Assert.Equal(("4", 4, false), await ReadAsync(1, 1, a));
        Assert.Equal(("", 5, true), await ReadAsync(4, 1, a));
        Assert.Equal(("", 5, true), await ReadAsync(0, 10, a with { Types = new HashSet<GroupEventType> { GroupEventType.GroupDeleted } }));
        Assert.Equal(("1 4", 5, true), await ReadAsync(
            0, 10, a with { Accounts = new HashSet<string> { "account" }, SolutionInterests = new HashSet<string> { "interest", "x" } }));
        Assert.Equal(("", 5, true), await ReadAsync(0, 10, new EventFilter { People = new HashSet<string> { "nobody" } }));
        // Looked at, but kept back in memory: the page goes on all the same.
        Assert.Equal(("", 2, false), await ReadAsync(0, 2, new EventFilter { Roles = new HashSet<string> { "champion" } }));
    }

    [SkippableFact]
    public async Task Old_events_are_dropped_and_the_positions_before_are_refused()
    {
        await WriteAsync(Database, "a");
        await WriteAsync(Database, "b");
        var before = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromDays(1));
        var between = Time.GetUtcNow();
        await WriteAsync(Database, "c");

        Assert.Equal((0, 2, 3), (await BeforeAsync(before), await BeforeAsync(between), await BeforeAsync(between.AddHours(1))));
        Assert.True(await Events.DropOlderThanAsync(TimeSpan.Zero));
        Assert.False(await Events.DropOlderThanAsync(TimeSpan.Zero));

        Assert.Equal(2, await Events.GetOldestPositionAsync());
        Assert.Equal(["c"], (await Events.ReadAfterAsync(2, 10, EventFilter.All)).Events.Select(change => change.GroupId.Value));
        var old = await Assert.ThrowsAsync<EventPositionException>(() => Events.ReadAfterAsync(1, 10, EventFilter.All));
        var ahead = await Assert.ThrowsAsync<EventPositionException>(() => Events.ReadAfterAsync(4, 10, EventFilter.All));
        await Assert.ThrowsAsync<EventPositionException>(() => BeforeAsync(before));
        Assert.Equal((false, true), (old.IsAhead, ahead.IsAhead));
        Assert.Equal(2, await BeforeAsync(between));

        Time.Advance(TimeSpan.FromDays(1));
        Assert.True(await Events.DropOlderThanAsync(TimeSpan.Zero));
        await WriteAsync(Database, "d");
        Assert.Equal(
            (4, "d"),
            (await Events.ReadAfterAsync(3, 10, EventFilter.All)).Events
                .Select(change => (change.Position, change.GroupId.Value)).Single());
    }

    [SkippableFact]
    public async Task Remembered_commands_go_away_after_a_day()
    {
        var group = await GroupAsync("acme", ["ann"]);
        MemberCommand[] commands = [new(new GroupById(group.Id), Assign("ann", DecisionMaker))];
        Task<ExecutedCommands> OnceAsync(string id) =>
            Commands.ExecuteAsync(commands, new OnceOnly("ute", id, "content", _ => new([1, 2, 3])));
        await OnceAsync("old");
        Time.Advance(TimeSpan.FromHours(23));
        await OnceAsync("young");
        Assert.Equal([1, 2, 3], (await OnceAsync("old")).FirstAnswer?.Message);
        Time.Advance(TimeSpan.FromHours(1));

        Assert.False(await Commands.ForgetOldAsync());

        Assert.Null((await OnceAsync("old")).FirstAnswer);
        Assert.NotNull((await OnceAsync("young")).FirstAnswer);
    }

    private Task<long> BeforeAsync(DateTimeOffset since) => Events.GetPositionBeforeAsync(since);

    private Task<int> WriteAsync(SqlDatabase database, string group, bool slow = false) => database.WriteAsync(
        async session =>
        {
            session.Tell(Told(group));
            if (slow)
            {
                await Task.Delay(100);
            }

            return 0;
        },
        CancellationToken.None);

    private NewEvent Told(string group) =>
        new(GroupEventType.GroupCreated, new(group), new("interest"), new("account"), null, By(), null, null);
}

public sealed class EventStoreOnSqliteTests() : EventStoreTests(new SqliteTestEngine());

public sealed class EventStoreOnSqlServerTests() : EventStoreTests(new SqlServerTestEngine());
