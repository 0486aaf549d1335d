using System.Collections.Concurrent;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Invalidations;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>
/// The log of what servers must no longer keep: every change that rosters or locations carry is in it, with its transaction.
/// </summary>
public abstract class InvalidationLogTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    private ErasureStore Erasures => new(Database, Time);

    [SkippableFact]
    public async Task Commands_that_change_members_name_their_group_and_others_name_nothing()
    {
        var group = await GroupAsync("acme", ["ann"]);
        var known = await PositionAsync();

        await DecideAsync(group.Id, [Assign("ann", DecisionMaker)]);
        Assert.Equal([Of(group)], await AfterAsync(known));

        known = await PositionAsync();
        await DecideAsync(group.Id, [Assign("ann", DecisionMaker)]);
        Assert.Empty((await AfterAsync(known))!);
    }

    [SkippableFact]
    public async Task Renaming_moving_and_deleting_name_the_groups_that_show_it()
    {
        var group = await GroupAsync("acme", ["ann", "bob"]);
        await AccountsAsync("other");
        await DecideAsync(group.Id, [Assign("ann", DecisionMaker)]);

        var known = await PositionAsync();
        await Directory.UpsertPeopleAsync([Person("bob", "acme", "Bob")], Author);
        Assert.Empty((await AfterAsync(known))!);
        await Directory.UpsertPeopleAsync([Person("ann", "acme", "Ann")], Author);
        Assert.Equal([Of(group)], await AfterAsync(known));

        known = await PositionAsync();
        await Directory.UpsertPeopleAsync([Person("ann", "other", "Ann")], Author);
        Assert.Equal([Of(group)], await AfterAsync(known));

        known = await PositionAsync();
        await Groups.DeleteAsync(group.Id, "", By());
        Assert.Equal([Of(group)], await AfterAsync(known));
    }

    [SkippableFact]
    public async Task An_erasure_names_the_people_and_the_groups_that_lose_them()
    {
        var group = await GroupAsync("acme", ["ann", "bob", "cleo"]);
        await DecideAsync(group.Id, [Assign("ann", DecisionMaker), Assign("bob", DecisionMaker)]);
        var known = await PositionAsync();

        await Erasures.EraseAsync([new("ann"), new("bob"), new("cleo")], Author);

        Assert.Equal([Of("ann"), Of("bob"), Of("cleo"), Of(group)], await AfterAsync(known));
    }

    [SkippableFact]
    public async Task Another_name_of_a_role_and_other_settings_of_a_template_concern_all_rosters()
    {
        var role = await Roles.CreateAsync("Sponsor", Author);
        var template = await LiveTemplateAsync("Template", Required(role.Id));

        var known = await PositionAsync();
        await Roles.RenameAsync(role.Id, "", "Patron", Author);
        Assert.Equal([new(InvalidationKind.AllGroups, "")], await AfterAsync(known));

        known = await PositionAsync();
        var settings = new CompletenessSettingsStore(Database, Time);
        await settings.UpdateAsync(template.Id, "", [new CompletenessSetting(role.Id, false, 1)], Author);
        Assert.Equal([new(InvalidationKind.AllGroups, "")], await AfterAsync(known));
    }

    [SkippableFact]
    public async Task The_fence_of_older_servers_goes_up_with_what_Redis_is_not_told_of_and_is_foreign_only_when_they_advance_it()
    {
        var group = await GroupAsync("acme", ["ann"]);
        var before = await Rosters.GetSharedVersionsAsync();

        await DecideAsync(group.Id, [Assign("ann", DecisionMaker)]);
        Assert.Equal(0, await FenceAsync());
        await Erasures.EraseAsync([new("ann")], Author);
        Assert.Equal(1, await FenceAsync());
        await Rosters.AdvanceFenceAsync();
        Assert.Equal(2, await FenceAsync());
        Assert.Equal(before.ForeignFence, (await Rosters.GetSharedVersionsAsync()).ForeignFence);

        await Database.WriteAsync(session => session.ExecuteAsync(OlderServersAdvance), default);
        Assert.NotEqual(before.ForeignFence, (await Rosters.GetSharedVersionsAsync()).ForeignFence);
    }

    [SkippableFact]
    public async Task Who_has_missed_entries_is_told_so_and_not_who_has_seen_them()
    {
        await AccountsAsync("acme");
        await PeopleAsync("acme", "ann", "bob", "cleo");
        var start = await PositionAsync();
        await Erasures.EraseAsync([new("ann")], Author);
        var known = await PositionAsync();
        Time.Advance(TimeSpan.FromMinutes(9));
        await Erasures.EraseAsync([new("bob")], Author);

        Time.Advance(TimeSpan.FromMinutes(2));
        await Rosters.DropOldInvalidationsAsync(Time.GetUtcNow());
        Assert.Null(await AfterAsync(start));
        Assert.Equal([Of("bob")], await AfterAsync(known));

        Time.Advance(TimeSpan.FromMinutes(20));
        await Rosters.DropOldInvalidationsAsync(Time.GetUtcNow());
        Assert.Empty((await AfterAsync(await PositionAsync()))!);

        // Of a database that was put back.
        Assert.Null(await AfterAsync(await PositionAsync() + 1));
        Assert.Empty((await Rosters.GetSharedVersionsAsync()).Invalidations!);
    }

    [SkippableFact]
    public async Task Concurrent_changes_are_seen_once_each_in_the_order_of_their_positions()
    {
        const int Writers = 8;
        const int Each = 10;
        var people = Enumerable.Range(0, Writers * Each).Select(number => $"p{number:000}").ToArray();
        await AccountsAsync("acme");
        await PeopleAsync("acme", people);
        var start = await PositionAsync();
        var seen = new ConcurrentQueue<string>();
        using var written = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            for (var (known, last) = (start, false); !last;)
            {
                last = written.IsCancellationRequested;
                var versions = await Rosters.GetSharedVersionsAsync(known);
                foreach (var entry in versions.Invalidations!)
                {
                    seen.Enqueue(entry.Id);
                }

                known = versions.LogPosition;
            }
        });

        await Task.WhenAll(people.Chunk(Each).Select(some => Task.Run(async () =>
        {
            foreach (var person in some)
            {
                await Erasures.EraseAsync([new(person)], Author);
            }
        })));
        await written.CancelAsync();
        await reader.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(people, seen.Order(StringComparer.Ordinal));
    }

    private static readonly Statement OlderServersAdvance = new("UPDATE shared_state SET roster_fence = roster_fence + 1");

    private static readonly Statement Fence = new("SELECT roster_fence FROM shared_state");

    private static Invalidation Of(string person) => new(InvalidationKind.Person, person);

    private static Invalidation Of(Domain.Groups.BuyingGroup group) => new(InvalidationKind.Group, group.Id.Value);

    private Task<long> FenceAsync() => Database.ReadOneAsync(session => session.GetAsync<long>(Fence), default);

    private async Task<long> PositionAsync() => (await Rosters.GetSharedVersionsAsync()).LogPosition;

    private async Task<IReadOnlyList<Invalidation>?> AfterAsync(long known) => (await Rosters.GetSharedVersionsAsync(known)).Invalidations;
}

public sealed class InvalidationLogOnSqliteTests() : InvalidationLogTests(new SqliteTestEngine());

public sealed class InvalidationLogOnSqlServerTests() : InvalidationLogTests(new SqlServerTestEngine());
