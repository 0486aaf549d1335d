using BuyingGroups.Domain.Groups;
using BuyingGroups.Storage.Sql.Groups;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class RosterStoreTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    [SkippableFact]
    public async Task A_roster_has_all_that_a_score_needs()
    {
        var group = await GroupAsync("acme", ["bob", "ann", "eve"], Required(DecisionMaker), Required(Influencer), Optional(Practitioner));
        await Directory.UpsertPeopleAsync(
            [new(new("bob"), new("acme"), new() { FirstName = "Bob", LastName = "Bauer", JobTitle = "Buyer" })], Author);
        await DecideAsync(group.Id, [Assign("bob", Practitioner), Assign("ann", DecisionMaker), Remove("eve")]);

        var roster = (await Rosters.GetAsync([group.Id]))[group.Id];

        Assert.Equal(
            (group.Id, group.AccountId, group.SolutionInterestId), (roster.BuyingGroupId, roster.AccountId, roster.SolutionInterestId));
        Assert.Equal([DecisionMaker, Influencer, Practitioner], roster.Roles.Select(role => role.RoleId));
        Assert.Equal(
            [
                new RosterMember(new("ann"), DecisionMaker, null, null, null),
                new RosterMember(new("bob"), Practitioner, "Bob", "Bauer", "Buyer"),
            ],
            roster.Members);
        Assert.Equal(50, roster.Completeness.Displayed);
        Assert.Equal([1, 0, 1], roster.Completeness.Roles.Select(role => role.AssignedMembers));
        Assert.Empty(roster.PendingMoves);
    }

    [SkippableFact]
    public async Task Moves_of_members_that_are_not_finished_are_in_it()
    {
        var group = await GroupAsync("new", ["bob"]);
        await AccountsAsync("old");
        await PeopleAsync("old", "ann");
        var move = (await Directory.UpsertPeopleAsync([Person("ann", "new")], Author)).Results[0].Move!;
        await DecideAsync(group.Id, [Assign("ann", DecisionMaker), Assign("bob", Influencer)]);

        Assert.Equal([move], (await Rosters.GetAsync([group.Id]))[group.Id].PendingMoves);

        await Directory.CompleteMoveAsync(move);
        Assert.Empty((await Rosters.GetAsync([group.Id]))[group.Id].PendingMoves);
    }

    [SkippableFact]
    public async Task Two_hundred_groups_are_read_at_once_and_unknown_ones_left_out()
    {
        var accounts = Enumerable.Range(0, 200).Select(i => $"account {i}").ToArray();
        await AccountsAsync(accounts);
        var interest = await SolutionInterestAsync("Cloud");
        var groups = new List<BuyingGroup>();
        foreach (var account in accounts)
        {
            groups.Add(await CreateGroupAsync(interest.Id, new(account)));
        }

        var rosters = await Rosters.GetAsync([.. groups.Select(group => group.Id), new("none"), groups[0].Id]);

        Assert.Equal(200, rosters.Count);
        Assert.All(groups, group => Assert.Equal(group.AccountId, rosters[group.Id].AccountId));
    }

    [SkippableFact]
    public async Task No_groups_are_no_rosters() => Assert.Empty(await Rosters.GetAsync([]));
}

public sealed class RosterStoreOnSqliteTests() : RosterStoreTests(new SqliteTestEngine());

public sealed class RosterStoreOnSqlServerTests() : RosterStoreTests(new SqlServerTestEngine());
