using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Events;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Directory;
using Xunit;
using static BuyingGroups.Storage.Sql.Directory.PersonUpsertOutcome;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>Who is erased, and where something of them may be left.</summary>
public abstract class PersonErasureTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    private ErasureStore Erasures => new(Database, Time);

    [SkippableFact]
    public async Task Nobody_of_the_id_is_made_before_the_counters_are_known_to_be_gone()
    {
        await AccountsAsync("acme");
        await PeopleAsync("acme", "ann", "bob");
        var erasure = Assert.Single((await EraseAsync("ann")).Erasures);
        Assert.Equal(new PendingErasure(new("ann"), new("acme"), Time.GetUtcNow()), erasure);
        Assert.Empty(await Erasures.EraseAsync([new("ann")], Author));
        Assert.Equal([MovePending, Unchanged], await UpsertAsync(Person("ann", "acme"), Person("bob", "acme")));

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => Erasures.CompleteAsync(erasure, _ => throw new StoreUnavailableException("Redis", null)));
        Assert.Equal([MovePending], await UpsertAsync(Person("ann", "acme")));
        Assert.Equal([erasure], await Erasures.ListAsync(10));
        Assert.Equal([erasure], await Erasures.ListAsync([new("ann"), new("bob")]));

        await Erasures.CompleteAsync(erasure, _ => Task.CompletedTask);
        Assert.Empty(await Erasures.ListAsync(10));
        Assert.Equal([Created], await UpsertAsync(Person("ann", "acme")));
    }

    [SkippableFact]
    public async Task An_erasure_that_is_over_takes_nothing_from_somebody_new()
    {
        await AccountsAsync("acme");
        await PeopleAsync("acme", "ann");
        var first = (await EraseAsync("ann")).Erasures[0];
        await Erasures.CompleteAsync(first, _ => Task.CompletedTask);
        await PeopleAsync("acme", "ann");
        await Erasures.CompleteAsync(first, Unexpected);

        Time.Advance(TimeSpan.FromSeconds(1));
        var second = (await EraseAsync("ann")).Erasures[0];
        await Erasures.CompleteAsync(first, Unexpected);
        Assert.Equal([second], await Erasures.ListAsync(10));

        static Task Unexpected(SqlSession session) => throw new InvalidOperationException("The first erasure was over.");
    }

    [SkippableFact]
    public async Task Every_account_in_which_the_person_was_is_named_once()
    {
        await AccountsAsync("a", "b", "c");
        await PeopleAsync("a", "ann", "bob");
        foreach (var account in new[] { "b", "a", "b", "c" })
        {
            var move = (await Directory.UpsertPeopleAsync([Person("ann", account)], Author)).Results[0].Move!;
            var (_, _, inTheWay) = await EraseAsync("ann");
            Assert.Equal(move, inTheWay);
            await Directory.CompleteMoveAsync(move);
        }

        var erased = await EraseAsync("ann");
        Assert.Equal(["a", "b", "c"], erased.Erasures.Select(erasure => erasure.AccountId.Value).Order());
        foreach (var erasure in erased.Erasures)
        {
            await Erasures.CompleteAsync(erasure, _ => Task.CompletedTask);
        }

        await PeopleAsync("b", "ann");
        Assert.Equal("b", Assert.Single((await EraseAsync("ann")).Erasures).AccountId.Value);
    }

    [SkippableFact]
    public async Task Groups_lose_the_member_and_say_so_without_the_name()
    {
        var group = await GroupAsync("acme", ["ann", "bob"]);
        await DecideAsync(group.Id, [Assign("ann", DecisionMaker), Assign("bob", Influencer), Remove("bob")]);
        var position = await Events.GetLastPositionAsync();

        Assert.Equal(1, (await EraseAsync("ann")).MembershipsEnded);
        Assert.Equal(0, (await EraseAsync("bob")).MembershipsEnded);

        Assert.Equal(0, (await Groups.GetAsync(group.Id)).Completeness.Displayed);
        Assert.Empty((await Memberships.ListDecisionsAsync(group.Id, PageRequest.First(10))).Items);
        Assert.Equal(position + 2, await Events.GetLastPositionAsync());
    }

    [SkippableFact]
    public async Task The_groups_of_several_who_are_erased_are_changed_once_each_and_tell_who_went_before_their_scores()
    {
        var first = await GroupAsync("acme", ["ann", "bob"]);
        var second = await CreateGroupAsync((await SolutionInterestAsync("Second")).Id, new("acme"));
        await DecideAsync(first.Id, [Assign("ann", DecisionMaker), Assign("bob", Influencer)]);
        await DecideAsync(second.Id, [Assign("bob", DecisionMaker)]);
        var before = await Rosters.GetAsync([first.Id, second.Id]);
        var position = await Events.GetLastPositionAsync();

        await Erasures.EraseAsync([new("bob"), new("ann")], Author);

        var events = (await Events.ReadAfterAsync(position, 10, EventFilter.All)).Events;
        Assert.Equal(
            [.. Enumerable.Repeat(GroupEventType.MemberRemoved, 3), .. Enumerable.Repeat(GroupEventType.CompletenessChanged, 2)],
            events.Select(change => change.Type));
        Assert.All(events, change => Assert.Equal((null, "person erased"), (change.PersonId, change.Decision.Reason)));
        Assert.Equal([(100, 0), (50, 0)], events.Skip(3)
            .OrderByDescending(change => change.GroupId == first.Id)
            .Select(change => (change.Old!.CompletenessDisplayed!.Value, change.New!.CompletenessDisplayed!.Value)));
        var after = await Rosters.GetAsync([first.Id, second.Id]);
        Assert.All(before.Keys, group => Assert.Equal(before[group].Revision + 1, after[group].Revision));
    }

    [SkippableFact]
    public async Task Several_are_erased_at_once_each_with_an_answer_of_its_own()
    {
        var group = await GroupAsync("acme", ["ann", "bob", "cleo"]);
        await AccountsAsync("old");
        await PeopleAsync("old", "dan");
        await DecideAsync(group.Id, [Assign("ann", DecisionMaker), Assign("bob", Influencer), Assign("cleo", Influencer), Remove("cleo")]);
        var move = (await Directory.UpsertPeopleAsync([Person("dan", "acme")], Author)).Results[0].Move!;

        var erased = await Erasures.EraseAsync([new("nobody"), new("bob"), new("dan"), new("cleo"), new("ann")], Author);

        Assert.Equal(["ann", "bob", "cleo", "dan"], erased.Keys.Select(person => person.Value).Order());
        Assert.Equal([1, 1, 0, 0], erased.OrderBy(each => each.Key.Value).Select(each => each.Value.MembershipsEnded));
        Assert.Equal(move, erased[new("dan")].InTheWay);
        Assert.Empty(erased[new("dan")].Erasures);
        Assert.All(["ann", "bob", "cleo"], person => Assert.Equal(new(person), Assert.Single(erased[new(person)].Erasures).PersonId));
        Assert.Empty((await Rosters.GetAsync([group.Id]))[group.Id].Members);
        Assert.Equal("dan", Assert.Single((await Directory.ListPeopleAsync(PageRequest.First(10), new("acme"))).Items).Id.Value);
    }

    private async Task<PersonErased> EraseAsync(string person) => (await Erasures.EraseAsync([new(person)], Author))[new(person)];

    private async Task<IEnumerable<PersonUpsertOutcome>> UpsertAsync(params Person[] people) =>
        (await Directory.UpsertPeopleAsync(people, Author)).Results.Select(result => result.Outcome);
}

public sealed class PersonErasureOnSqliteTests() : PersonErasureTests(new SqliteTestEngine());

public sealed class PersonErasureOnSqlServerTests() : PersonErasureTests(new SqlServerTestEngine());
