using BuyingGroups.Domain.Definitions;
using BuyingGroups.Storage.Sql;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class BuyingGroupStoreTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    [SkippableFact]
    public async Task A_new_group_has_a_generated_name_and_nobody_in_it()
    {
        await AccountsAsync("acme");
        var interest = await SolutionInterestAsync("Cloud", Required(DecisionMaker), Optional(Practitioner));

        var made = await CreateGroupAsync(interest.Id, new("acme"));

        var read = await Groups.GetAsync(made.Id);
        Assert.Equal("Cloud for acme Inc.", read.Name);
        Assert.Equal(
            (interest.Id, new Change(Time.GetUtcNow(), Author), Time.GetUtcNow()), (read.SolutionInterestId, read.Created, read.UpdatedAt));
        Assert.Equal(0, read.Completeness.Displayed);
        Assert.Equal([DecisionMaker, Practitioner], read.Completeness.Roles.Select(role => role.Role.RoleId));
    }

    [SkippableFact]
    public async Task A_group_without_required_roles_is_complete()
    {
        var group = await GroupAsync("acme", [], Optional(DecisionMaker));

        Assert.Equal(100, group.Completeness.Exact);
    }

    [SkippableFact]
    public async Task The_pair_of_solution_interest_and_account_is_unique()
    {
        var group = await GroupAsync("acme", []);

        var exception = await Assert.ThrowsAsync<ResourceExistsException>(
            () => CreateGroupAsync(group.SolutionInterestId, group.AccountId));

        Assert.Equal((ResourceTypes.BuyingGroup, group.Id.Value), (exception.ResourceType, exception.ExistingId));
    }

    [SkippableFact]
    public async Task Of_many_who_make_the_same_group_one_succeeds_and_the_others_learn_its_id()
    {
        await AccountsAsync("acme");
        var interest = await SolutionInterestAsync("Cloud");

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            try
            {
                return (Id: (await CreateGroupAsync(interest.Id, new("acme"))).Id.Value, Created: true);
            }
            catch (ResourceExistsException exception)
            {
                return (Id: exception.ExistingId, Created: false);
            }
        })));

        Assert.Single(answers, answer => answer.Created);
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
    }

    [SkippableFact]
    public async Task What_is_not_there_is_named()
    {
        await AccountsAsync("acme");
        var interest = await SolutionInterestAsync("Cloud");

        var account = await Assert.ThrowsAsync<ReferenceNotFoundException>(() => CreateGroupAsync(interest.Id, new("Acme")));
        var unknown = await Assert.ThrowsAsync<ReferenceNotFoundException>(() => CreateGroupAsync(new("none"), new("acme")));

        Assert.Equal(("buying_group.account_id", "Acme"), (account.Field, account.Id));
        Assert.Equal(("buying_group.solution_interest_id", "none"), (unknown.Field, unknown.Id));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Groups.GetAsync(new("none")));
    }

    [SkippableFact]
    public async Task Lists_are_newest_update_first_and_filter()
    {
        await AccountsAsync("a", "b");
        await PeopleAsync("a", "ann");
        var cloud = await SolutionInterestAsync("Cloud");
        var hardware = await SolutionInterestAsync("Hardware");
        var groups = new Dictionary<string, Domain.Groups.BuyingGroup>();
        foreach (var (interest, account) in new[] { (cloud, "a"), (hardware, "a"), (cloud, "b") })
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            var group = await CreateGroupAsync(interest.Id, new(account));
            groups[group.Name] = group;
        }

        Time.Advance(TimeSpan.FromSeconds(1));
        await DecideAsync(groups["Cloud for a Inc."], Assign("ann", DecisionMaker));

        async Task<string[]> NamesAsync(SolutionInterestId? interest = null, string? account = null) =>
            [
                .. (await AllAsync(1, page => Groups.ListAsync(page, interest, account is null ? null : new(account))))
                    .Select(group => group.Name),
            ];

        Assert.Equal(["Cloud for a Inc.", "Cloud for b Inc.", "Hardware for a Inc."], await NamesAsync());
        Assert.Equal(["Cloud for a Inc.", "Cloud for b Inc."], await NamesAsync(cloud.Id));
        Assert.Equal(["Cloud for a Inc.", "Hardware for a Inc."], await NamesAsync(account: "a"));
        Assert.Equal(["Cloud for b Inc."], await NamesAsync(cloud.Id, "b"));
        Assert.Empty(await NamesAsync(hardware.Id, "b"));
        Assert.Equal(50, (await Groups.ListAsync(PageRequest.First(1))).Items[0].Completeness.Displayed);
    }
}

public sealed class BuyingGroupStoreOnSqliteTests() : BuyingGroupStoreTests(new SqliteTestEngine());

public sealed class BuyingGroupStoreOnSqlServerTests() : BuyingGroupStoreTests(new SqlServerTestEngine());
