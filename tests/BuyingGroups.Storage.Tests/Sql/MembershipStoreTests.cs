using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Sql.Membership;
using Xunit;
using static BuyingGroups.Domain.Membership.DecisionSource;
using static BuyingGroups.Domain.Membership.MembershipOutcome;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class MembershipStoreTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    [SkippableFact]
    public async Task A_first_decision_makes_a_record()
    {
        var group = await GroupAsync("acme", ["ann"]);
        var command = Assign("ann", DecisionMaker, Journey, "qualified");

        var decided = await DecideAsync(group, command);

        var record = new MembershipRecord(group.Id, new("ann"), MembershipState.Assigned, DecisionMaker, command.Decision, 1);
        Assert.Equal(new DecidedCommand(Applied, record, null), decided);
        var member = (await Memberships.ListMembersAsync(group.Id, PageRequest.First(9))).Items.Single();
        Assert.Equal(new Member(record, "Decision Maker", null, null, null), member);
    }

    [SkippableTheory]
    [InlineData(Manual, DecisionSource.System)]
    [InlineData(Manual, Journey)]
    [InlineData(Journey, DecisionSource.System)]
    public async Task A_lower_source_never_overrides_a_higher_one(DecisionSource higher, DecisionSource lower)
    {
        var group = await GroupAsync("acme", ["ann", "bob"]);
        await DecideAsync(group.Id, [Assign("ann", DecisionMaker, higher, "knows her"), Remove("bob", higher, "knows him")]);
        Time.Advance(TimeSpan.FromMinutes(1));

        var results = (await DecideAsync(
            group.Id, [Remove("ann", lower), Assign("ann", Influencer, lower), Assign("bob", DecisionMaker, lower)])).Results;

        Assert.All(results, result => Assert.Equal(Overruled, result.Outcome));
        Assert.All(results, result => Assert.Equal((higher, Author), (result.Record!.Decision.Source, result.Record.Decision.Author)));
        Assert.Equal(["knows her", "knows her", "knows him"], results.Select(result => result.Record!.Decision.Reason));
        Assert.Equal(["ann"], await MembersAsync(group.Id));
    }

    [SkippableFact]
    public async Task Of_equal_sources_the_latest_wins()
    {
        var group = await GroupAsync("acme", ["ann"]);
        await DecideAsync(group, Assign("ann", DecisionMaker));

        Assert.Equal(Applied, (await DecideAsync(group, Assign("ann", Influencer))).Outcome);
        Assert.Equal(Applied, (await DecideAsync(group, Remove("ann"))).Outcome);
        Assert.Empty(await MembersAsync(group.Id));
    }

    [SkippableFact]
    public async Task What_holds_already_is_left_alone()
    {
        var group = await GroupAsync("acme", ["ann"]);
        var first = await DecideAsync(group, Assign("ann", DecisionMaker, Manual, "first"));
        var updated = (await Groups.GetAsync(group.Id)).UpdatedAt;
        Time.Advance(TimeSpan.FromMinutes(1));

        var batch = await DecideAsync(
            group.Id, [Assign("ann", DecisionMaker, Manual, "again"), Assign("ann", DecisionMaker, DecisionSource.System, "job")]);

        Assert.All(batch.Results, result => Assert.Equal(new DecidedCommand(Unchanged, first.Record, null), result));
        Assert.False(batch.Changed);
        Assert.Equal(updated, (await Groups.GetAsync(group.Id)).UpdatedAt);
        Assert.Single((await Memberships.ListDecisionsAsync(group.Id, PageRequest.First(9))).Items);
    }

    [SkippableFact]
    public async Task A_higher_source_that_agrees_takes_the_record_over()
    {
        var group = await GroupAsync("acme", ["ann"]);
        await DecideAsync(group, Assign("ann", DecisionMaker, DecisionSource.System));

        var taken = await DecideAsync(group, Assign("ann", DecisionMaker, Manual));

        Assert.Equal((Applied, Manual, 2), (taken.Outcome, taken.Record!.Decision.Source, taken.Record.Revision));
        Assert.Equal(Overruled, (await DecideAsync(group, Remove("ann", Journey))).Outcome);
    }

    [SkippableFact]
    public async Task A_batch_answers_in_order_and_one_bad_item_fails_only_itself()
    {
        var group = await GroupAsync("acme", ["ann", "bob"]);
        await AccountsAsync("other");
        await PeopleAsync("other", "eve");

        var batch = await DecideAsync(group.Id, [
            Assign("ann", DecisionMaker),
            Assign("nobody", DecisionMaker),
            Assign("eve", DecisionMaker),
            Assign("bob", Practitioner),
            Remove("Ann"),
            Assign("ann", Influencer, DecisionSource.System),
            Assign("bob", Influencer),
        ]);

        Assert.Equal(
            [null, GroupCommandRefusal.UnknownPerson, GroupCommandRefusal.PersonOfAnotherAccount, GroupCommandRefusal.RoleNotInTemplate,
                GroupCommandRefusal.UnknownPerson, null, null],
            batch.Results.Select(result => result.Refusal));
        Assert.Equal([Applied, null, null, null, null, Overruled, Applied], batch.Results.Select(result => result.Outcome));
        Assert.True(batch.Changed);
        Assert.Equal(["ann", "bob"], await MembersAsync(group.Id));
    }

    [SkippableFact]
    public async Task A_later_item_sees_what_an_earlier_one_did()
    {
        var group = await GroupAsync("acme", ["ann"]);

        var batch = await DecideAsync(group.Id, [
            Assign("ann", DecisionMaker, Journey), Remove("ann", Journey), Remove("ann", DecisionSource.System),
            Assign("ann", Influencer, Manual),
        ]);

        Assert.Equal([Applied, Applied, Unchanged, Applied], batch.Results.Select(result => result.Outcome));
        Assert.Equal([1, 2, 2, 3], batch.Results.Select(result => (int)result.Record!.Revision));
        var history = (await Memberships.ListDecisionsAsync(group.Id, PageRequest.First(9))).Items;
        Assert.Equal(
            [MembershipAction.Assign, MembershipAction.Remove, MembershipAction.Assign], history.Select(decision => decision.Action));
        Assert.Equal([Influencer, null, DecisionMaker], history.Select(decision => decision.RoleId));
    }

    [SkippableFact]
    public async Task Completeness_is_recomputed_with_every_change()
    {
        var group = await GroupAsync(
            "acme", ["ann", "bob", "eve"], Required(DecisionMaker, 2), Required(Influencer), Optional(Practitioner));

        async Task<(int, long)> AfterAsync(params MembershipCommand[] commands)
        {
            await DecideAsync(group.Id, commands);
            var after = await Groups.GetAsync(group.Id);
            return (after.Completeness.Displayed, after.Revision);
        }

        Assert.Equal((25, 2), await AfterAsync(Assign("ann", DecisionMaker), Assign("eve", Practitioner)));
        Assert.Equal((75, 3), await AfterAsync(Assign("bob", Influencer)));
        Assert.Equal((75, 3), await AfterAsync(Assign("bob", Influencer), Remove("bob", DecisionSource.System)));
        Assert.Equal((50, 4), await AfterAsync(Assign("bob", DecisionMaker)));
        Assert.Equal((25, 5), await AfterAsync(Remove("ann")));
        Assert.Equal(5, (await Rosters.GetAsync([group.Id]))[group.Id].Revision);
    }

    [SkippableFact]
    public async Task Every_decision_that_was_made_is_in_the_history_also_the_overruled_ones()
    {
        var group = await GroupAsync("acme", ["ann", "bob"]);
        await DecideAsync(group, Assign("ann", DecisionMaker, Manual, "one"));
        await DecideAsync(group, Remove("ann", DecisionSource.System, "two"));
        await DecideAsync(group, Remove("bob", Journey, "three"));
        await DecideAsync(group, Remove("nobody", Journey, "refused"));

        var all = await AllAsync(1, page => Memberships.ListDecisionsAsync(group.Id, page));
        var ofAnn = await AllAsync(1, page => Memberships.ListDecisionsAsync(group.Id, page, new PersonId("ann")));

        Assert.Equal(["three", "two", "one"], all.Select(decision => decision.Decision.Reason));
        Assert.Equal([Applied, Overruled, Applied], all.Select(decision => decision.Outcome));
        Assert.Equal(["two", "one"], ofAnn.Select(decision => decision.Decision.Reason));
        Assert.Equal(
            new RecordedDecision(
                group.Id, new("ann"), MembershipAction.Remove, null, new Decision(DecisionSource.System, Author, Time.GetUtcNow(), "two"),
                Overruled),
            ofAnn[0]);
    }

    [SkippableFact]
    public async Task An_ask_for_another_role_that_was_overruled_is_in_the_history_with_the_role()
    {
        var group = await GroupAsync("acme", ["ann"]);
        await DecideAsync(group, Assign("ann", DecisionMaker, Manual, "one"));
        await DecideAsync(group, Assign("ann", Influencer, Journey, "two"));
        await DecideAsync(
            group, new MembershipCommand(MembershipAction.ChangeRole, new("ann"), Influencer, By(DecisionSource.System, "three")));

        var history = (await Memberships.ListDecisionsAsync(group.Id, PageRequest.First(9))).Items;

        Assert.Equal(
            [
                (MembershipAction.ChangeRole, Influencer, Overruled, "three"),
                (MembershipAction.Assign, Influencer, Overruled, "two"),
                (MembershipAction.Assign, DecisionMaker, Applied, "one"),
            ],
            history.Select(entry => (entry.Action, entry.RoleId!.Value, entry.Outcome, entry.Decision.Reason)));
    }

    [SkippableFact]
    public async Task Lists_of_members_are_in_the_order_of_ids_and_filter_by_state_and_role()
    {
        var group = await GroupAsync("acme", ["eve", "Ann", "ann", "bob"]);
        await Directory.UpsertPeopleAsync(
            [new(new("bob"), new("acme"), new() { FirstName = "Bob", LastName = "Bauer", JobTitle = "Buyer" })], Author);
        await DecideAsync(
            group.Id, [Assign("eve", Influencer), Assign("Ann", Influencer), Assign("bob", DecisionMaker), Remove("ann")]);

        Assert.Equal(["Ann", "bob", "eve"], (await AllAsync(1, page => Memberships.ListMembersAsync(group.Id, page))).Select(PersonOf));
        Assert.Equal(
            ["Ann", "eve"], (await AllAsync(1, page => Memberships.ListMembersAsync(group.Id, page, role: Influencer))).Select(PersonOf));
        var removed = await AllAsync(5, page => Memberships.ListMembersAsync(group.Id, page, MembershipState.Removed));
        Assert.Equal(["ann"], removed.Select(PersonOf));
        Assert.Null(removed[0].RoleName);
        var bob = (await Memberships.ListMembersAsync(group.Id, PageRequest.First(9), role: DecisionMaker)).Items.Single();
        Assert.Equal(("Decision Maker", "Bob", "Bauer", "Buyer"), (bob.RoleName, bob.FirstName, bob.LastName, bob.JobTitle));
    }

    [SkippableFact]
    public async Task An_unknown_group_is_not_found()
    {
        var group = await GroupAsync("acme", ["ann"]);
        var upper = new BuyingGroupId(group.Id.Value.ToUpperInvariant());

        Assert.Equal(GroupCommandRefusal.UnknownGroup, (await DecideAsync(upper, [Assign("ann", DecisionMaker)])).Results.Single().Refusal);
        foreach (var call in new Func<Task>[]
        {
            () => Memberships.ListMembersAsync(upper, PageRequest.First(1)),
            () => Memberships.ListDecisionsAsync(upper, PageRequest.First(1)),
        })
        {
            Assert.Equal(ResourceTypes.BuyingGroup, (await Assert.ThrowsAsync<ResourceNotFoundException>(call)).ResourceType);
        }
    }

    [SkippableFact]
    public async Task A_batch_of_a_thousand_is_decided_at_once()
    {
        var people = Enumerable.Range(0, 1_000).Select(i => $"p{i:000}").ToArray();
        var group = await GroupAsync("acme", people, Required(DecisionMaker, 1_000));

        var batch = await DecideAsync(group.Id, [.. people.Select(person => Assign(person, DecisionMaker))]);

        Assert.All(batch.Results, result => Assert.Equal(Applied, result.Outcome));
        Assert.Equal(100, (await Groups.GetAsync(group.Id)).Completeness.Displayed);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Commands_at_the_same_time_behave_as_if_they_came_one_after_another(int servers)
    {
        string[] people = ["ann", "bob", "cid", "dan", "eve"];
        var group = await GroupAsync("acme", people);
        await using var other = new SqlDatabase(Options);
        GroupCommandStore[] stores = [Commands, new(other, Time)];

        var answers = (await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            var answered = new List<(string Reason, DecidedCommand Result)>();
            for (var i = 0; i < 20; i++)
            {
                var command = AnyCommand(random, people[random.Next(people.Length)], $"{caller}.{i}");
                var executed = await stores[caller % servers].ExecuteAsync([new MemberCommand(new GroupById(group.Id), command)]);
                answered.Add((command.Decision.Reason, DecidedCommand.Of(executed.Results.Single())));
            }

            return answered;
        })))).SelectMany(answered => answered).ToDictionary(answer => answer.Reason, answer => answer.Result);

        // The history is the serial order. What it doesn't hold changed nothing.
        var history = (await AllAsync(50, page => Memberships.ListDecisionsAsync(group.Id, page))).Reverse().ToArray();
        Assert.All(history, decision => Assert.Equal(decision.Outcome, answers[decision.Decision.Reason].Outcome));
        Assert.Equal(history.Length, answers.Values.Count(answer => answer.Outcome is Applied or Overruled));
        Assert.All(answers.Values, answer => Assert.True(answer.Outcome is not null || answer.Refusal == GroupCommandRefusal.NotAMember));
        foreach (var person in people)
        {
            await AssertHistoryLeadsToRecordAsync(group.Id, new PersonId(person));
        }

        var members = await MembersAsync(group.Id);
        var read = await Groups.GetAsync(group.Id);
        Assert.Equal(members.Count, read.Completeness.Roles.Sum(role => role.AssignedMembers));
        var roster = (await Rosters.GetAsync([group.Id]))[group.Id];
        Assert.Equal(read.Completeness.Exact, roster.Completeness.Exact);
        Assert.Equal(1 + history.Count(decision => decision.Outcome == Applied), read.Revision);
    }

    private MembershipCommand AnyCommand(Random random, string person, string reason)
    {
        var source = Enum.GetValues<DecisionSource>()[random.Next(3)];
        var role = random.Next(2) == 0 ? DecisionMaker : Influencer;
        return random.Next(5) switch
        {
            0 or 1 => Assign(person, role, source, reason),
            2 => Remove(person, source, reason),
            3 => Assign(person, role, source, reason) with { Action = MembershipAction.ChangeRole },
            _ => Remove(person, source, reason) with { Action = MembershipAction.Release },
        };
    }

    [SkippableFact]
    public async Task Nobody_becomes_a_member_while_moving_away()
    {
        var group = await GroupAsync("here", []);
        await AccountsAsync("there");
        for (var i = 0; i < 20; i++)
        {
            var person = $"p{i}";
            await PeopleAsync("here", person);

            await Task.WhenAll(
                Task.Run(() => DecideAsync(group, Assign(person, DecisionMaker))),
                Task.Run(() => Directory.UpsertPeopleAsync([Person(person, "there")], Author)));
        }

        Assert.Empty(await MembersAsync(group.Id));
        Assert.Equal(0, (await Groups.GetAsync(group.Id)).Completeness.Displayed);
    }

    // Replays the history: what it says took effect must follow from what stood, and lead to what stands.
    private async Task AssertHistoryLeadsToRecordAsync(BuyingGroupId group, PersonId person)
    {
        MembershipRecord? standing = null;
        foreach (var decision in (await AllAsync(50, page => Memberships.ListDecisionsAsync(group, page, person))).Reverse())
        {
            var command = new MembershipCommand(decision.Action, person, decision.RoleId, decision.Decision);
            Assert.Equal(Precedence.Decide(standing, command), decision.Outcome);
            if (decision.Outcome == Applied)
            {
                standing = Precedence.Apply(standing, group, command);
            }
        }

        var record = (await Memberships.ListMembersAsync(group, PageRequest.First(9), standing!.State)).Items
            .Single(member => member.Record.PersonId == person).Record;
        Assert.Equal(standing, record);
    }

    private async Task<IReadOnlyList<string>> MembersAsync(BuyingGroupId group) =>
        [.. (await Memberships.ListMembersAsync(group, PageRequest.First(1_000))).Items.Select(PersonOf)];

    private static string PersonOf(Member member) => member.Record.PersonId.Value;
}

public sealed class MembershipStoreOnSqliteTests() : MembershipStoreTests(new SqliteTestEngine());

public sealed class MembershipStoreOnSqlServerTests() : MembershipStoreTests(new SqlServerTestEngine());
