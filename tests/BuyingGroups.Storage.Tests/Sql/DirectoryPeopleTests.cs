using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Directory;
using Xunit;
using static BuyingGroups.Storage.Sql.Directory.PersonUpsertOutcome;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class DirectoryPeopleTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    [SkippableFact]
    public async Task A_person_keeps_what_was_said()
    {
        await AccountsAsync("acme");
        var attributes = new PersonAttributes
        {
            FirstName = "Zoë",
            LastName = "O'Hara",
            JobTitle = "Sr Director, IT",
            EmailAddress = "zoe@example.com",
            EmailInvalid = false,
            EmailSuspended = true,
            Phone = "1",
            MobilePhone = "2",
            City = "Köln",
            State = "NRW",
            InferredStateRegion = "NW",
            PostalCode = "50667",
            Country = "DE",
            Custom = new Dictionary<string, AttributeValue> { ["likes"] = new() { Text = "{\"$\": 1}" } },
        };

        Assert.Equal([Created], await UpsertAsync(new Person(new("zoe"), new("acme"), attributes)));

        var read = await Directory.GetPersonAsync(new("zoe"));
        Assert.Equal((new AccountId("acme"), Time.GetUtcNow(), Time.GetUtcNow()), (read.AccountId, read.CreatedAt, read.UpdatedAt));
        Assert.Equivalent(attributes, read.Attributes, strict: true);
    }

    [SkippableFact]
    public async Task An_upsert_replaces_all_and_tells_whether_anything_changed()
    {
        await AccountsAsync("acme");
        await PeopleAsync("acme", "ann");
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([Unchanged], await UpsertAsync(Person("ann", "acme")));
        Assert.Equal([Updated], await UpsertAsync(Person("ann", "acme", firstName: "Ann")));
        Assert.Equal(Time.GetUtcNow(), (await Directory.GetPersonAsync(new("ann"))).UpdatedAt);
        Assert.Equal([Updated], await UpsertAsync(Person("ann", "acme")));
        Assert.Null((await Directory.GetPersonAsync(new("ann"))).Attributes.FirstName);
    }

    [SkippableFact]
    public async Task One_bad_item_fails_only_itself_and_ids_differ_by_case()
    {
        await AccountsAsync("acme");

        Assert.Equal(
            [Created, UnknownAccount, Created, Updated],
            await UpsertAsync(
                Person("ann", "acme"), Person("bob", "Acme"), Person("Ann", "acme"), Person("ann", "acme", firstName: "Ann")));
        Assert.Null((await Directory.GetPersonAsync(new("Ann"))).Attributes.FirstName);
    }

    [SkippableFact]
    public async Task Moving_to_another_account_ends_the_memberships_there_whatever_their_source()
    {
        var group = await GroupAsync("old", ["ann", "bob"]);
        await AccountsAsync("new");
        await DecideAsync(
            group.Id,
            [
                Assign("ann", DecisionMaker), Assign("bob", Influencer), Remove("bob", reason: "left the company"),
                Assign("bob", Influencer),
            ]);
        Assert.Equal(100, (await Groups.GetAsync(group.Id)).Completeness.Displayed);
        Time.Advance(TimeSpan.FromMinutes(1));

        var upserted = await Directory.UpsertPeopleAsync([Person("ann", "new", firstName: "Ann")], "importer");

        var result = Assert.Single(upserted.Results);
        Assert.Equal(Moved, result.Outcome);
        Assert.Equal(
            (new PersonId("ann"), new AccountId("old"), new AccountId("new")), (result.Move!.PersonId, result.Move.From, result.Move.To));
        Assert.Equal([new TouchedGroup(group.Id, new AccountId("old"))], upserted.TouchedGroups);
        Assert.Equal("Ann", (await Directory.GetPersonAsync(new("ann"))).Attributes.FirstName);

        var record = (await Memberships.ListMembersAsync(group.Id, PageRequest.First(9), MembershipState.Removed)).Items.Single().Record;
        var departure = new Decision(DecisionSource.System, "importer", Time.GetUtcNow(), "moved to another account");
        Assert.Equal(new MembershipRecord(group.Id, new("ann"), MembershipState.Removed, null, departure, 2), record);
        var history = (await Memberships.ListDecisionsAsync(group.Id, PageRequest.First(1))).Items.Single();
        Assert.Equal(
            new RecordedDecisionOf(new("ann"), MembershipAction.LeaveAccount, departure, MembershipOutcome.Applied),
            new RecordedDecisionOf(history.PersonId, history.Action, history.Decision, history.Outcome));
        var after = await Groups.GetAsync(group.Id);
        Assert.Equal((50, Time.GetUtcNow()), (after.Completeness.Displayed, after.UpdatedAt));
    }

    [SkippableFact]
    public async Task Moving_touches_only_assigned_memberships_and_every_group_once()
    {
        var first = await GroupAsync("old", ["ann", "bob", "eve"]);
        var second = await CreateGroupAsync((await SolutionInterestAsync("Second")).Id, new("old"));
        var third = await CreateGroupAsync((await SolutionInterestAsync("Third")).Id, new("old"));
        await AccountsAsync("new");
        await DecideAsync(first.Id, [Assign("ann", DecisionMaker), Assign("bob", Influencer), Assign("eve", Influencer)]);
        await DecideAsync(second.Id, [Assign("ann", DecisionMaker)]);
        await DecideAsync(third.Id, [Remove("ann", reason: "not her")]);
        var before = await Rosters.GetAsync([first.Id, second.Id, third.Id]);

        var upserted = await Directory.UpsertPeopleAsync([Person("ann", "new"), Person("bob", "new"), Person("eve", "old", "Eve")], Author);

        Assert.Equal([Moved, Moved, Updated], upserted.Results.Select(result => result.Outcome));
        Assert.Equal(
            new[] { first.Id.Value, second.Id.Value }.Order(), upserted.TouchedGroups.Select(group => group.BuyingGroupId.Value).Order());
        var after = await Rosters.GetAsync([first.Id, second.Id, third.Id]);
        Assert.Equal([1, 1, 0], new[] { first, second, third }.Select(group => after[group.Id].Revision - before[group.Id].Revision));
        Assert.Equal(["eve"], after[first.Id].Members.Select(member => member.PersonId.Value));
        Assert.Equal("not her", (await DecisionOnAsync(third, "ann")).Decision.Reason);
    }

    [SkippableFact]
    public async Task Who_left_is_told_of_all_groups_before_their_scores_are()
    {
        var first = await GroupAsync("old", ["ann", "bob"]);
        var second = await CreateGroupAsync((await SolutionInterestAsync("Second")).Id, new("old"));
        await AccountsAsync("new");
        await DecideAsync(first.Id, [Assign("ann", DecisionMaker), Assign("bob", Influencer)]);
        await DecideAsync(second.Id, [Assign("ann", DecisionMaker)]);
        var position = await Events.GetLastPositionAsync();

        await UpsertAsync(Person("ann", "new"), Person("bob", "new"));

        var (one, other) = string.CompareOrdinal(first.Id.Value, second.Id.Value) < 0 ? (first.Id, second.Id) : (second.Id, first.Id);
        string[] Of(BuyingGroupId id) => id == first.Id ? ["ann", "bob"] : ["ann"];
        Assert.Equal(
            [
                .. Of(one).Select(person => (one, GroupEventType.MemberRemoved, person)),
                .. Of(other).Select(person => (other, GroupEventType.MemberRemoved, person)),
                (one, GroupEventType.CompletenessChanged, ""),
                (other, GroupEventType.CompletenessChanged, ""),
            ],
            (await Events.ReadAfterAsync(position, 10, EventFilter.All)).Events
                .Select(change => (change.GroupId, change.Type, change.PersonId?.Value ?? "")));
    }

    [SkippableFact]
    public async Task A_person_who_moved_can_become_a_member_there_and_not_here()
    {
        var old = await GroupAsync("old", ["ann"]);
        var group = await GroupAsync("new", []);
        await UpsertAsync(Person("ann", "new"));

        Assert.Equal(
            GroupCommandRefusal.PersonOfAnotherAccount, (await DecideAsync(old, Assign("ann", DecisionMaker))).Refusal);
        Assert.Equal(MembershipOutcome.Applied, (await DecideAsync(group, Assign("ann", DecisionMaker))).Outcome);
    }

    [SkippableFact]
    public async Task A_second_move_waits_until_the_first_is_finished()
    {
        await AccountsAsync("a", "b", "c");
        await PeopleAsync("a", "ann");
        var move = (await Directory.UpsertPeopleAsync([Person("ann", "b")], Author)).Results[0].Move!;

        var refused = (await Directory.UpsertPeopleAsync([Person("ann", "c")], Author)).Results[0];
        Assert.Equal(new PersonUpsert(MovePending, move), refused);
        Assert.Equal([Updated], await UpsertAsync(Person("ann", "b", firstName: "Ann")));
        Assert.Equal([move], await Directory.ListPendingMovesAsync(10));

        await Directory.CompleteMoveAsync(move with { MoveId = "another" });
        Assert.Equal([MovePending], await UpsertAsync(Person("ann", "c")));
        await Directory.CompleteMoveAsync(move);
        await Directory.CompleteMoveAsync(move);
        Assert.Empty(await Directory.ListPendingMovesAsync(10));
        Assert.Equal([Moved], await UpsertAsync(Person("ann", "c")));
    }

    [SkippableFact]
    public async Task An_id_that_comes_twice_is_applied_twice_in_order()
    {
        await AccountsAsync("a", "b");

        var results = (await Directory.UpsertPeopleAsync(
            [Person("ann", "a"), Person("ann", "a", "Ann"), Person("ann", "b", "Ann"), Person("ann", "a")], Author)).Results;

        Assert.Equal([Created, Updated, Moved, MovePending], results.Select(result => result.Outcome));
        Assert.Equal(new AccountId("b"), (await Directory.GetPersonAsync(new("ann"))).AccountId);
    }

    [SkippableFact]
    public async Task Locations_tell_the_account_and_the_pending_move()
    {
        await AccountsAsync("a", "b");
        await PeopleAsync("a", "ann", "bob");
        var move = (await Directory.UpsertPeopleAsync([Person("bob", "b")], Author)).Results[0].Move!;

        var locations = await Directory.GetLocationsAsync([new("ann"), new("bob"), new("Ann"), new("ann")]);

        Assert.Equal(2, locations.Count);
        Assert.Equal(new PersonLocation(new("a"), null), locations[new("ann")]);
        Assert.Equal(new PersonLocation(new("b"), move), locations[new("bob")]);
    }

    [SkippableFact]
    public async Task A_thousand_people_are_taken_and_located_at_once()
    {
        await AccountsAsync("acme");
        var ids = Enumerable.Range(0, 1_000).Select(i => $"person {i} \"quoted\" ü").ToArray();

        await PeopleAsync("acme", ids);

        Assert.Equal(1_000, (await Directory.GetLocationsAsync([.. ids.Select(id => new PersonId(id))])).Count);
    }

    [SkippableFact]
    public async Task Lists_are_in_the_order_of_ids_and_filter_by_account()
    {
        await AccountsAsync("a", "b");
        await PeopleAsync("a", "eve", "ann", "Ann");
        await PeopleAsync("b", "bob");

        Assert.Equal(
            ["Ann", "ann", "bob", "eve"], (await AllAsync(2, page => Directory.ListPeopleAsync(page))).Select(each => each.Id.Value));
        Assert.Equal(
            ["Ann", "ann", "eve"],
            (await AllAsync(1, page => Directory.ListPeopleAsync(page, new AccountId("a")))).Select(each => each.Id.Value));
    }

    [SkippableFact]
    public async Task An_unknown_person_is_not_found() =>
        Assert.Equal(
            ResourceTypes.Person,
            (await Assert.ThrowsAsync<ResourceNotFoundException>(() => Directory.GetPersonAsync(new("nobody")))).ResourceType);

    private async Task<PersonUpsertOutcome[]> UpsertAsync(params Person[] people) =>
        [.. (await Directory.UpsertPeopleAsync(people, Author)).Results.Select(result => result.Outcome)];

    private async Task<MembershipRecord> DecisionOnAsync(BuyingGroup group, string person) =>
        (await Memberships.ListMembersAsync(group.Id, PageRequest.First(100), MembershipState.Removed)).Items
            .Single(member => member.Record.PersonId.Value == person).Record;

    private sealed record RecordedDecisionOf(PersonId Person, MembershipAction Action, Decision Decision, MembershipOutcome Outcome);
}

public sealed class DirectoryPeopleOnSqliteTests() : DirectoryPeopleTests(new SqliteTestEngine());

public sealed class DirectoryPeopleOnSqlServerTests() : DirectoryPeopleTests(new SqlServerTestEngine());
