using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Jobs;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>What jobs read of accounts, of their people and of audiences, batch by batch.</summary>
public abstract class JobAccountReaderTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly Condition Rich = ConditionText.Parse("annual_revenue > 1000000");

    private JobAccountReader Reader => new(Database);

    private JobStore Jobs => new(Database, Time);

    private JobLeases Leases => new(Database, Time);

    private AudienceStore Audiences => new(Database, Time);

    [SkippableFact]
    public async Task People_come_with_their_accounts_as_many_as_may_unless_one_account_has_more()
    {
        await AccountsAsync("a", "b", "c", "d", "e");
        await PeopleAsync("a", "a0", "a1", "a2", "a3", "a4");
        await PeopleAsync("b", "b0", "b1");
        await PeopleAsync("c", "c0", "c1");
        await PeopleAsync("e", "e0");

        Assert.Equal(["a/a0", "a/a1", "a/a2", "a/a3", "a/a4"], await PeopleAfterAsync("", accounts: 9, people: 4));
        Assert.Equal(["b/b0", "b/b1", "c/c0", "c/c1"], await PeopleAfterAsync("a", accounts: 9, people: 4));
        Assert.Equal(["b/b0", "b/b1"], await PeopleAfterAsync("a", accounts: 9, people: 3));
        Assert.Equal(["b/b0", "b/b1"], await PeopleAfterAsync("a", accounts: 1, people: 9));
        // Nobody is in d.
        Assert.Equal(["e/e0"], await PeopleAfterAsync("c", accounts: 1, people: 9));
        Assert.Empty(await PeopleAfterAsync("e", accounts: 9, people: 9));
        Assert.Equal(10, await Reader.CountPeopleAsync());
    }

    [SkippableFact]
    public async Task Who_has_come_from_another_account_is_told_apart_until_the_counters_have_followed()
    {
        await AccountsAsync("a", "b");
        await PeopleAsync("a", "ann");
        await PeopleAsync("b", "bob");
        await Directory.UpsertPeopleAsync([Person("ann", "b")], Author);

        Assert.Equal(["b/ann moving", "b/bob"], await PeopleAfterAsync("", accounts: 9, people: 9));
        Assert.Equal(["b/ann moving", "b/bob"], (await ReadPeopleAsync(["b"], [])).People);

        await Directory.CompleteMoveAsync(Assert.Single(await Directory.ListPendingMovesAsync(limit: 9)));
        Assert.Equal(["b/ann", "b/bob"], await PeopleAfterAsync("", accounts: 9, people: 9));
        Assert.Equal(["b/ann", "b/bob"], (await ReadPeopleAsync(["b"], [])).People);
    }

    [SkippableFact]
    public async Task The_next_account_is_of_the_directory_or_of_a_list_until_there_are_no_more()
    {
        await AccountsAsync("a", "b", "c", "d");
        var picked = await PickedAsync("Picked", "b", "d");
        await PickedAsync("Others", "c");

        Assert.Equal(["a", "b", "c", "d"], await AllAsync(null));
        Assert.Equal(["b", "d"], await AllAsync(picked));
        Assert.Equal((4, 2), (await Reader.CountAccountsAsync(null), await Reader.CountAccountsAsync(picked)));

        async Task<IReadOnlyList<string>> AllAsync(AudienceId? list)
        {
            var accounts = new List<string>();
            for (var after = ""; await Reader.GetNextAccountAsync(after, list) is { } next && accounts.Count < 9; after = next.Value)
            {
                accounts.Add(next.Value);
            }

            return accounts;
        }
    }

    [SkippableFact]
    public async Task An_audience_is_remembered_with_its_list_and_condition_once_its_job_has_succeeded()
    {
        var interest = await SolutionInterestAsync("Interest");
        var rich = await Audiences.CreateAsync("Rich", "", hasAccountList: false, Rich, Author);
        var picked = await Audiences.CreateAsync("Picked", "", hasAccountList: true, condition: null, Author);
        var both = await Audiences.CreateAsync("Picked and rich", "", hasAccountList: true, Rich, Author);
        var claim = await ClaimAsync(interest.Id, rich.Id);
        var ofRich = new RememberedAudience(claim.Job.Id, interest.Id, rich.Id, HasList: false, Rich);

        Assert.Equal([ofRich], await Reader.GetAudiencesAsync(claim.Job.Id));
        Assert.Empty(await Reader.GetAudiencesAsync(job: null));
        await Leases.EndAsync(claim, JobStatus.Succeeded);
        Assert.Equal([ofRich], await Reader.GetAudiencesAsync(job: null));

        var ofPicked = (await ClaimAsync(interest.Id, picked.Id)).Job.Id;
        Assert.Equal([new(ofPicked, interest.Id, picked.Id, HasList: true, Condition: null)], await Reader.GetAudiencesAsync(ofPicked));
        var ofBoth = (await ClaimAsync(interest.Id, both.Id)).Job.Id;
        Assert.Equal([new(ofBoth, interest.Id, both.Id, HasList: true, Rich)], await Reader.GetAudiencesAsync(ofBoth));
    }

    [SkippableFact]
    public async Task Accounts_come_with_the_lists_that_they_are_on_the_jobs_that_know_them_and_their_groups()
    {
        await AccountsAsync("a", "b", "c");
        var (first, second) = ((await SolutionInterestAsync("First")).Id, (await SolutionInterestAsync("Second")).Id);
        var picked = await EnteredAsync(first, await PickedAsync("Picked", "a", "c"), "a");
        var others = await EnteredAsync(second, await PickedAsync("Others", "b", "c"));
        var rich = (await Audiences.CreateAsync("Rich", "", hasAccountList: false, Rich, Author)).Id;
        var wealthy = await EnteredAsync(second, rich, "b", "c");
        var groups = (await Groups.ListAsync(PageRequest.First(9))).Items
            .ToDictionary(group => (group.SolutionInterestId, group.AccountId.Value), group => group.Id.Value);
        Assert.Equal(3, groups.Count);

        AccountSeen[] all =
        [
            new("a", picked.AudienceId.Value, picked.JobId.Value, groups[(first, "a")]),
            new("b", others.AudienceId.Value, wealthy.JobId.Value, groups[(second, "b")]),
            new("c", Words([picked.AudienceId.Value, others.AudienceId.Value]), wealthy.JobId.Value, groups[(second, "c")]),
        ];
        Assert.Equal(all, await ReadAsync("", null, [picked, others, wealthy], [first, second]));
        Assert.Equal([all[0], all[2]], await ReadAsync("", picked.AudienceId, [picked, others, wealthy], [first, second]));
        Assert.Equal(
            [new("b", "", wealthy.JobId.Value, ""), new("c", "", wealthy.JobId.Value, "")], await ReadAsync("a", null, [wealthy], [first]));
        Assert.Equal([new("c", "", "", groups[(second, "c")])], await ReadAsync("b", null, [], [first, second]));
        Assert.Empty(await ReadAsync("c", null, [picked, others, wealthy], [first, second]));
        Assert.Empty(await ReadAsync("c", picked.AudienceId, [picked, others, wealthy], [first, second]));
    }

    [SkippableFact]
    public async Task People_come_with_the_decisions_that_stand_and_what_the_system_wanted_against_them()
    {
        var group = await GroupAsync("acme", ["ann", "bob", "cleo"]);
        await AccountsAsync("other", "empty");
        await PeopleAsync("other", "dan");
        var elsewhere = await CreateGroupAsync(group.SolutionInterestId, new("other"));
        await DecideAsync(group.Id, [Remove("ann"), Assign("bob", DecisionMaker, DecisionSource.System)]);
        await DecideAsync(elsewhere.Id, [Assign("dan", DecisionMaker, DecisionSource.Journey)]);
        await DecideAsync(group.Id, [Assign("ann", Influencer, DecisionSource.System), Assign("bob", Influencer, DecisionSource.System)]);
        await DecideAsync(elsewhere.Id, [Remove("dan", DecisionSource.System)]);

        var both = await ReadPeopleAsync(["acme", "other", "empty"], [group.Id, elsewhere.Id]);
        Assert.Equal(["acme/ann", "acme/bob", "acme/cleo", "other/dan"], both.People);
        Assert.Equal(["ann Removed Manual", "bob Assigned System", "dan Assigned Journey"], both.Decided);
        Assert.Equal([$"ann Assign {Influencer.Value} {Author}", $"dan Remove  {Author}"], both.Told);

        var one = await ReadPeopleAsync(["other"], [group.Id]);
        Assert.Equal(["other/dan"], one.People);
        Assert.Equal(["ann Removed Manual", "bob Assigned System"], one.Decided);
        Assert.Equal([$"ann Assign {Influencer.Value} {Author}"], one.Told);

        var none = await ReadPeopleAsync(["acme"], []);
        Assert.Equal((3, 0, 0), (none.People.Count, none.Decided.Count, none.Told.Count));
        var nobody = await ReadPeopleAsync([], [elsewhere.Id]);
        Assert.Equal((0, 1, 1), (nobody.People.Count, nobody.Decided.Count, nobody.Told.Count));
    }

    private static string Words(IEnumerable<string> words) => string.Join(' ', words.Order(StringComparer.Ordinal));

    private static string Say(AccountId account, PersonId person, bool isMoving) =>
        $"{account.Value}/{person.Value}{(isMoving ? " moving" : "")}";

    private async Task<IReadOnlyList<string>> PeopleAfterAsync(string after, int accounts, int people) =>
        [.. (await Reader.ReadPeopleAfterAsync(after, (accounts, people))).Select(each => Say(each.Account, each.Person, each.IsMoving))];

    private async Task<AudienceId> PickedAsync(string name, params string[] accounts)
    {
        var audience = await Audiences.CreateAsync(name, "", hasAccountList: true, condition: null, Author);
        var load = await Audiences.BeginLoadAsync(audience.Id);
        await load.AddAsync(accounts);
        await load.CompleteAsync(Author);
        return audience.Id;
    }

    private async Task<JobClaim> ClaimAsync(SolutionInterestId interest, AudienceId audience)
    {
        await Jobs.StartAsync(new NewJob(JobType.Creation, interest, audience), Author);
        return (await Leases.ClaimAsync(Lease))!;
    }

    /// <summary>A creation job that has succeeded, having found these accounts in its audience.</summary>
    private async Task<RememberedAudience> EnteredAsync(SolutionInterestId interest, AudienceId audience, params string[] accounts)
    {
        var claim = await ClaimAsync(interest, audience);
        var plan = new AccountsPlan(
            new("z"),
            accounts.Length,
            [],
            0,
            [.. accounts.Select(account => new EnteredAccount(claim.Job.Id, interest, new(account)))],
            [],
            []);
        (claim, _) = await new JobAccountWriter(Database, Time).CarryOutAsync(claim, plan, "");
        await Leases.EndAsync(claim, JobStatus.Succeeded);
        return Assert.Single(await Reader.GetAudiencesAsync(claim.Job.Id));
    }

    private async Task<IReadOnlyList<AccountSeen>> ReadAsync(
        string after, AudienceId? onList, IReadOnlyList<RememberedAudience> audiences, IReadOnlyList<SolutionInterestId> interests)
    {
        var read = await Reader.ReadAccountsAsync(after, onList, (9, 9), audiences, interests);
        return
        [
            .. read.Select(account => new AccountSeen(
                account.Read().Id.Value,
                Words(account.Listed.Select(each => each.Value)),
                Words(account.Known.Select(each => each.Value)),
                Words(account.Groups.Values.Select(each => each.Value)))),
        ];
    }

    private async Task<PeopleSeen> ReadPeopleAsync(IReadOnlyList<string> accounts, IReadOnlyList<BuyingGroupId> groups)
    {
        var read = await Reader.ReadPeopleAsync([.. accounts.Select(account => new AccountId(account))], groups);
        return new PeopleSeen(
            InOrder(read.People.SelectMany(account => account.Select(person => Say(account.Key, person.Read().Id, person.IsMoving)))),
            InOrder(read.Decisions.Records.Values.Select(record => $"{record.PersonId.Value} {record.State} {record.Decision.Source}")),
            InOrder(read.Decisions.ToldWishes.SelectMany(
                wish => wish.Select(author => $"{wish.Key.PersonId.Value} {wish.Key.Action} {wish.Key.RoleId?.Value} {author}"))));

        static IReadOnlyList<string> InOrder(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];
    }

    /// <summary>An account with the lists that it is on, the jobs that know it, and its groups: ids, in order.</summary>
    private sealed record AccountSeen(string Id, string Lists, string Jobs, string Groups);

    /// <summary>People, the decisions that stand on them, and the system's wishes against these: a line each, in order.</summary>
    private sealed record PeopleSeen(IReadOnlyList<string> People, IReadOnlyList<string> Decided, IReadOnlyList<string> Told);
}

public sealed class JobAccountReaderOnSqliteTests() : JobAccountReaderTests(new SqliteTestEngine());

public sealed class JobAccountReaderOnSqlServerTests() : JobAccountReaderTests(new SqlServerTestEngine());
