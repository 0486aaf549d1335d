using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Groups;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>
/// Times of events don't go back along their positions, nor those of decisions along a member's history, though servers' clocks differ: who
/// asks for what happened since a time misses nothing.
/// </summary>
public abstract class DecisionTimesTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    private FakeTimeProvider Behind => new(Time.GetUtcNow().AddMinutes(-4));

    [SkippableFact]
    public async Task The_time_that_a_caller_thinks_it_is_does_not_count()
    {
        var group = await GroupAsync("acme", ["ann"]);
        var command = Assign("ann", DecisionMaker);
        Time.Advance(TimeSpan.FromMinutes(1));

        var decided = await DecideAsync(group, command);
        await Groups.DeleteAsync(group.Id, "", Decision.ToBeMade(DecisionSource.Manual, Author, ""));

        Assert.Equal(Time.GetUtcNow(), decided.Record!.Decision.At);
        var since = await Events.GetPositionBeforeAsync(Time.GetUtcNow());
        Assert.Equal(
            [GroupEventType.MemberAssigned, GroupEventType.CompletenessChanged, GroupEventType.GroupDeleted],
            (await Events.ReadAfterAsync(since, 10, EventFilter.All)).Events.Select(change => change.Type));
    }

    [SkippableFact]
    public async Task An_event_of_a_server_that_is_behind_has_the_time_of_the_one_before()
    {
        var group = await GroupAsync("acme", ["ann"]);
        await DecideAsync(group, Assign("ann", DecisionMaker));
        var last = Time.GetUtcNow();
        await AccountsAsync("late");
        var behind = new BuyingGroupStore(Database, Behind);

        var late = await behind.CreateAsync(group.SolutionInterestId, new("late"), By());
        await behind.DeleteAsync(late.Id, "", By());

        await EventsDoNotGoBackAsync();
        Assert.Equal([last, last], (await AllEventsAsync()).TakeLast(2).Select(change => change.Decision.At));
        Assert.Equal(1, await Events.GetPositionBeforeAsync(last) + 1);
    }

    [SkippableFact]
    public async Task The_time_of_the_last_event_is_known_also_after_the_event_was_dropped()
    {
        var group = await GroupAsync("acme", ["ann"]);
        var last = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromDays(1));
        Assert.True(await Events.DropOlderThanAsync(TimeSpan.Zero));

        await new GroupCommandStore(Database, new FakeTimeProvider(last.AddHours(-1)))
            .ExecuteAsync([new StatusCommand(new GroupById(group.Id), "hot", By())]);

        var kept = (await Events.ReadAfterAsync(await Events.GetOldestPositionAsync(), 10, EventFilter.All)).Events;
        Assert.Equal(last, kept.Single().Decision.At);
    }

    [SkippableFact]
    public async Task A_members_history_does_not_go_back_also_after_a_decision_that_was_overruled()
    {
        var group = await GroupAsync("acme", ["ann", "bob"]);
        await DecideAsync(group, Assign("ann", DecisionMaker));
        Time.Advance(TimeSpan.FromMinutes(1));
        await DecideAsync(group, Remove("ann", DecisionSource.System));
        var overruledAt = Time.GetUtcNow();
        var behind = new GroupCommandStore(Database, Behind);

        await ExecuteAsync(Remove("ann"));
        await ExecuteAsync(Assign("bob", DecisionMaker));
        await ExecuteAsync(Assign("ann", DecisionMaker));

        var ofAnn = (await Memberships.ListDecisionsAsync(group.Id, PageRequest.First(10), new("ann"))).Items;
        Assert.Equal([overruledAt, overruledAt, overruledAt, overruledAt.AddMinutes(-1)], ofAnn.Select(entry => entry.Decision.At));
        Assert.Equal(overruledAt, (await Memberships.GetAsync(group.Id, new("ann"))).Record.Decision.At);
        var ofBob = (await Memberships.ListDecisionsAsync(group.Id, PageRequest.First(10), new("bob"))).Items;
        Assert.Equal(Behind.GetUtcNow(), ofBob.Single().Decision.At);
        await EventsDoNotGoBackAsync();

        Task ExecuteAsync(MembershipCommand command) => behind.ExecuteAsync([new MemberCommand(new GroupById(group.Id), command)]);
    }

    [SkippableFact]
    public async Task Nor_does_it_when_somebody_leaves_the_account()
    {
        var group = await GroupAsync("acme", ["ann"]);
        await DecideAsync(group, Assign("ann", DecisionMaker));
        Time.Advance(TimeSpan.FromMinutes(1));
        await DecideAsync(group, Remove("ann", DecisionSource.System));
        await AccountsAsync("other");

        await new DirectoryStore(Database, Behind).UpsertPeopleAsync([Person("ann", "other")], Author);

        var history = (await Memberships.ListDecisionsAsync(group.Id, PageRequest.First(10))).Items;
        Assert.Equal(MembershipAction.LeaveAccount, history[0].Action);
        Assert.Equal(
            [Time.GetUtcNow(), Time.GetUtcNow(), Time.GetUtcNow().AddMinutes(-1)], history.Select(entry => entry.Decision.At));
        await EventsDoNotGoBackAsync();
    }

    [SkippableFact]
    public async Task Nor_with_many_who_write_at_once_by_clocks_that_differ()
    {
        const int Writers = 6;
        var group = await GroupAsync("acme", [.. Enumerable.Range(0, Writers).Select(number => $"p{number}")]);
        await using var other = new SqlDatabase(Options, Time);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var clock = new FakeTimeProvider(Time.GetUtcNow().AddSeconds(writer));
            var store = new GroupCommandStore(writer % 2 == 0 ? Database : other, clock);
            for (var round = 0; round < 10; round++)
            {
                clock.Advance(TimeSpan.FromMilliseconds(7 * (writer + 1)));
                var command = round % 2 == 0 ? Assign($"p{round % 3}", DecisionMaker) : Remove($"p{round % 3}");
                await store.ExecuteAsync([new MemberCommand(new GroupById(group.Id), command)]);
            }
        })));

        await EventsDoNotGoBackAsync();
        var histories = (await Memberships.ListDecisionsAsync(group.Id, PageRequest.First(1_000))).Items
            .Reverse()
            .GroupBy(entry => entry.PersonId, entry => entry.Decision.At);
        Assert.All(histories, history => Assert.Equal(history.Order(), history));
    }

    private async Task<IReadOnlyList<GroupEvent>> AllEventsAsync() => (await Events.ReadAfterAsync(0, 1_000, EventFilter.All)).Events;

    private async Task EventsDoNotGoBackAsync()
    {
        var times = (await AllEventsAsync()).Select(change => change.Decision.At).ToArray();
        Assert.Equal(times.Order(), times);
    }
}

public sealed class DecisionTimesOnSqliteTests() : DecisionTimesTests(new SqliteTestEngine());

public sealed class DecisionTimesOnSqlServerTests() : DecisionTimesTests(new SqlServerTestEngine());
