using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Jobs;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>Who is at a job, and that what it does is written with where it stands.</summary>
public abstract partial class JobStoreTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly NewJob Pass = new(JobType.Maintenance);

    private JobStore Jobs => new(Database, Time);

    private JobLeases Leases => new(Database, Time);

    private JobAccountWriter Writer => new(Database, Time);

    private JobAccountReader Reader => new(Database);

    private StoredScoreStore Scores => new(Database, Time);

    [SkippableFact]
    public async Task Of_many_who_reach_for_a_job_one_gets_it()
    {
        var job = await Jobs.StartAsync(Pass, Author);
        Assert.True(await Leases.AnyFreeAsync());
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Leases.ClaimAsync(Lease))));

        var claim = Assert.Single(claims.OfType<JobClaim>());
        Assert.Equal((job.Id, JobStatus.Running), (claim.Job.Id, claim.Job.Status));
        Assert.False(await Leases.AnyFreeAsync());
    }

    [SkippableFact]
    public async Task A_job_whose_lease_ran_out_is_taken_over_and_its_first_server_can_write_no_more()
    {
        await Jobs.StartAsync(Pass, Author);
        var first = (await Leases.ClaimAsync(Lease))!;
        first = await Leases.AdvanceAsync(first, new(JobStep.Accounts, "m"), new() { AccountsDone = 5 });
        Time.Advance(Lease - TimeSpan.FromTicks(1));
        Assert.Null(await Leases.ClaimAsync(Lease));
        Time.Advance(TimeSpan.FromTicks(1));
        var second = (await Leases.ClaimAsync(Lease))!;

        Assert.Equal((new JobCheckpoint(JobStep.Accounts, "m"), 5), (second.Checkpoint, second.Job.Progress.AccountsDone));
        await Assert.ThrowsAsync<JobLostException>(() => Leases.AdvanceAsync(first, new(JobStep.Accounts, "n"), new()));
        await Assert.ThrowsAsync<JobLostException>(() => Leases.EndAsync(first, JobStatus.Succeeded));
        await Leases.RenewAsync(first);
        await Leases.ReleaseAsync(first);
        Assert.Null(await Leases.ClaimAsync(Lease));
        Time.Advance(Lease / 2);
        await Leases.RenewAsync(second);
        Time.Advance(Lease / 2);
        Assert.Null(await Leases.ClaimAsync(Lease));
        await Leases.ReleaseAsync(second);
        Assert.Equal("m", (await Leases.ClaimAsync(Lease))!.Checkpoint.After);
    }

    [SkippableFact]
    public async Task A_batch_is_written_with_its_checkpoint_or_not_at_all()
    {
        var (claim, plan) = await CreationAsync();
        await Jobs.CancelAsync(claim.Job.Id, Author);
        await Assert.ThrowsAsync<JobCancelledException>(() => Writer.CarryOutAsync(claim, plan, ""));
        Assert.Empty((await Groups.ListAsync(PageRequest.First(10))).Items);

        await Leases.EndAsync(claim, JobStatus.Cancelled);
        Assert.Equal(
            (JobStatus.Cancelled, Author), ((await Jobs.GetAsync(claim.Job.Id)).Status, (await Jobs.GetAsync(claim.Job.Id)).CancelledBy));
    }

    [SkippableFact]
    public async Task A_batch_makes_groups_members_history_events_and_entries_once()
    {
        var (claim, plan) = await CreationAsync();
        var (after, changed) = await Writer.CarryOutAsync(claim, plan, "creation job");

        await Assert.ThrowsAsync<JobLostException>(() => Writer.CarryOutAsync(claim, plan, "creation job"));
        Assert.Empty(changed);
        Assert.Equal(
            new JobProgress { AccountsDone = 1, AccountsSelected = 1, GroupsCreated = 1, MembersAssigned = 2, Errors = 1 },
            after.Job.Progress);
        var group = Assert.Single((await Groups.ListAsync(PageRequest.First(10))).Items);
        Assert.Equal(50, group.Completeness.Displayed);
        var members = (await Memberships.ListMembersAsync(group.Id, PageRequest.First(10))).Items;
        Assert.Equal(["ann", "bob"], members.Select(member => member.Record.PersonId.Value));
        Assert.All(
            members,
            member => Assert.Equal(
                (DecisionSource.System, $"jobs/{claim.Job.Id}"), (member.Record.Decision.Source, member.Record.Decision.Author)));
        Assert.Equal(2, (await Memberships.ListDecisionsAsync(group.Id, PageRequest.First(10))).Items.Count);
        Assert.Equal(4, await Events.GetLastPositionAsync());
        Assert.Equal(new JobError(new("zero"), "unreadable"), Assert.Single(await Jobs.GetErrorsAsync(claim.Job.Id)));
        var known = (await Reader.ReadAccountsAsync("", null, (10, 10), await Reader.GetAudiencesAsync(claim.Job.Id), []))
            .SelectMany(account => account.Known.Select(job => (Job: job, Account: account.Id)));
        Assert.Equal((claim.Job.Id, new AccountId("acme")), Assert.Single(known));
    }

    [SkippableFact]
    public async Task What_two_jobs_want_at_the_same_time_is_told_once()
    {
        var (creation, plan) = await CreationAsync();
        var group = await CreateGroupAsync(plan.Entered[0].Interest, plan.Last);
        await DecideAsync(group.Id, [Remove("ann"), Remove("bob")]);
        await Jobs.StartAsync(Pass, Author);
        var pass = (await Leases.ClaimAsync(Lease))!;

        (creation, _) = await Writer.CarryOutAsync(creation, plan with { Errors = [] }, "creation job");
        (pass, _) = await Writer.CarryOutAsync(
            pass,
            plan with { Errors = [], Entered = [], Asks = [.. plan.Asks.Select(ask => ask with { IfEntered = false })] },
            "maintenance job");

        Assert.Equal((2, 2), (creation.Job.Progress.Overruled, pass.Job.Progress.Overruled));
        var history = (await Memberships.ListDecisionsAsync(group.Id, PageRequest.First(10))).Items;
        Assert.Equal(["creation job", "creation job", "", ""], history.Select(entry => entry.Decision.Reason));
    }

    [SkippableFact]
    public async Task A_batch_in_pieces_is_done_with_its_last()
    {
        var (claim, plan) = await CreationAsync();
        var pieces = plan.InPieces(asks: 1).ToArray();
        Assert.Equal([["ann"], ["bob"]], pieces.Select(piece => piece.Asks.Select(ask => ask.Person.Value)));

        (claim, _) = await Writer.CarryOutAsync(claim, pieces[0], "");
        Assert.Equal(new JobProgress { GroupsCreated = 1, MembersAssigned = 1 }, claim.Job.Progress);
        Assert.Equal(new JobCheckpoint(JobStep.Accounts, ""), claim.Checkpoint);
        Assert.Empty((await Reader.ReadAccountsAsync("", null, (10, 10), await Reader.GetAudiencesAsync(claim.Job.Id), []))
            .SelectMany(account => account.Known.Select(job => (Job: job, Account: account.Id))));

        // As a server does that takes the job up from here.
        foreach (var piece in plan.InPieces(asks: 1))
        {
            (claim, _) = await Writer.CarryOutAsync(claim, piece, "");
        }

        Assert.Equal(
            new JobProgress { AccountsDone = 1, AccountsSelected = 1, GroupsCreated = 1, MembersAssigned = 2, Errors = 1 },
            claim.Job.Progress);
        var group = Assert.Single((await Groups.ListAsync(PageRequest.First(10))).Items);
        Assert.Equal(2, (await Memberships.ListDecisionsAsync(group.Id, PageRequest.First(10))).Items.Count);
        Assert.Single((await Reader.ReadAccountsAsync("", null, (10, 10), await Reader.GetAudiencesAsync(claim.Job.Id), []))
            .SelectMany(account => account.Known.Select(job => (Job: job, Account: account.Id))));
    }

    [SkippableFact]
    public async Task A_pass_makes_no_groups_for_a_creation_job_that_was_deleted_since_it_planned_them()
    {
        var (creation, plan) = await CreationAsync();
        await Leases.EndAsync(creation, JobStatus.Succeeded);
        await Jobs.StartAsync(Pass, Author);
        var claim = (await Leases.ClaimAsync(Lease))!;
        await Jobs.DeleteAsync(creation.Job.Id);
        await new Storage.Sql.Definitions.SolutionInterestStore(Database, Time).DeleteAsync(plan.Entered[0].Interest, "");

        (claim, _) = await Writer.CarryOutAsync(claim, plan with { Errors = [] }, "");

        Assert.Equal(new JobProgress { AccountsDone = 1 }, claim.Job.Progress);
        Assert.Empty((await Groups.ListAsync(PageRequest.First(10))).Items);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nor_does_it_fill_those_that_are_there_for_a_job_that_is_deleted_or_half_deleted(bool half)
    {
        var (creation, plan) = await CreationAsync();
        var group = await CreateGroupAsync(plan.Entered[0].Interest, plan.Last);
        // As a deletion that was given up leaves it.
        await Leases.EndAsync(creation, half ? JobStatus.Cancelled : JobStatus.Succeeded);
        if (!half)
        {
            await Jobs.DeleteAsync(creation.Job.Id);
        }

        await Jobs.StartAsync(Pass, Author);
        var (claim, _) = await Writer.CarryOutAsync((await Leases.ClaimAsync(Lease))!, plan with { Errors = [] }, "");

        Assert.Equal(new JobProgress { AccountsDone = 1 }, claim.Job.Progress);
        Assert.Empty((await Memberships.ListMembersAsync(group.Id, PageRequest.First(10))).Items);
    }

    [SkippableFact]
    public async Task A_group_that_is_deleted_between_two_pieces_is_not_made_again()
    {
        var (claim, plan) = await CreationAsync();
        var pieces = plan.InPieces(asks: 1).ToArray();
        (claim, _) = await Writer.CarryOutAsync(claim, pieces[0], "");
        await Groups.DeleteAsync((await Groups.ListAsync(PageRequest.First(10))).Items[0].Id, "", By());
        (claim, _) = await Writer.CarryOutAsync(claim, pieces[1], "");

        Assert.Equal((1, 1), (claim.Job.Progress.GroupsCreated, claim.Job.Progress.AccountsDone));
        Assert.Empty((await Groups.ListAsync(PageRequest.First(10))).Items);
    }

    [SkippableFact]
    public async Task A_job_that_begins_anew_is_not_ended_by_who_was_at_it()
    {
        var template = await LiveTemplateAsync("Template", Required(DecisionMaker));
        var (_, job) = await ChangeSettingsAsync(template);
        var before = (await Leases.ClaimAsync(Lease))!;
        await Jobs.CancelAsync(job, Author);
        Assert.Equal(job, (await ChangeSettingsAsync(template)).Job);

        foreach (var end in new[] { JobStatus.Cancelled, JobStatus.Failed, JobStatus.Succeeded })
        {
            await Assert.ThrowsAsync<JobLostException>(() => Leases.EndAsync(before, end));
        }

        var after = (await Leases.ClaimAsync(Lease))!;
        Assert.Equal((job, (string?)null), (after.Job.Id, after.Job.CancelledBy));
    }

    [SkippableFact]
    public async Task A_job_with_many_accounts_is_forgotten_whole()
    {
        var (claim, plan) = await CreationAsync();
        string[] accounts = [.. Enumerable.Range(0, 4_100).Select(number => $"account-{number:0000}")];
        foreach (var some in accounts.Chunk(1_000))
        {
            await AccountsAsync(some);
        }

        (claim, _) = await Writer.CarryOutAsync(
            claim, plan with { Asks = [], Entered = [.. accounts.Select(account => plan.Entered[0] with { Account = new(account) })] }, "");
        Assert.Equal(4_100, claim.Job.Progress.GroupsCreated);
        await Leases.EndAsync(claim, JobStatus.Succeeded);
        await Jobs.DeleteAsync(claim.Job.Id);

        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Jobs.GetAsync(claim.Job.Id));
        Assert.Empty(await Reader.GetAudiencesAsync(job: null));
    }

    [SkippableFact]
    public async Task Errors_are_counted_and_the_first_hundred_kept()
    {
        var (claim, plan) = await CreationAsync();
        for (var batch = 0; batch < 3; batch++)
        {
            var errors = Enumerable.Range(batch * 60, 60)
                .Select(number => new JobError(new($"account-{number:000}"), "unreadable")).ToArray();
            (claim, _) = await Writer.CarryOutAsync(
                claim, plan with { Asks = [], Entered = [], Errors = errors, Last = new($"account-{batch}") }, "");
        }

        Assert.Equal(180, claim.Job.Progress.Errors);
        var kept = await Jobs.GetErrorsAsync(claim.Job.Id);
        Assert.Equal(("account-000", "account-099", 100), (kept[0].AccountId.Value, kept[^1].AccountId.Value, kept.Count));
    }

    [SkippableFact]
    public async Task A_day_has_one_pass_and_one_runs_at_a_time()
    {
        var day = new DateOnly(2026, 3, 4);
        Assert.Null(await Jobs.GetLastDailyPassAsync());
        var first = await Jobs.StartDailyAsync(day, "schedule");
        Assert.Equal(first!.Id.Value, (await Assert.ThrowsAsync<ResourceExistsException>(() => Jobs.StartAsync(Pass, Author))).ExistingId);
        Assert.Null(await Jobs.StartDailyAsync(day, "schedule"));
        await Leases.EndAsync((await Leases.ClaimAsync(Lease))!, JobStatus.Succeeded);
        await Jobs.DeleteAsync(first.Id);
        Assert.Null(await Jobs.StartDailyAsync(day, "schedule"));
        Assert.Null(await Jobs.StartDailyAsync(day.AddDays(-1), "schedule"));

        var byHand = await Jobs.StartAsync(Pass, Author);
        Assert.Equal(
            byHand.Id.Value,
            (await Assert.ThrowsAsync<ResourceExistsException>(() => Jobs.StartDailyAsync(day.AddDays(1), "schedule"))).ExistingId);
        Assert.Equal(day, await Jobs.GetLastDailyPassAsync());
        await Jobs.CancelAsync(byHand.Id, Author);
        Assert.NotNull(await Jobs.StartDailyAsync(day.AddDays(1), "schedule"));
    }

    [SkippableFact]
    public async Task Of_many_who_start_the_same_one_does()
    {
        var started = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                return await Jobs.StartAsync(Pass, Author);
            }
            catch (ResourceExistsException)
            {
                return null;
            }
        })));

        Assert.Single(started.OfType<Job>());
    }

    [SkippableFact]
    public async Task Scores_are_stored_for_lists_events_and_the_day()
    {
        var group = await GroupAsync("acme", ["ann"]);
        await Jobs.StartAsync(Pass, Author);
        var claim = (await Leases.ClaimAsync(Lease))!;
        var position = await Events.GetLastPositionAsync();
        claim = await StoreAsync(claim, group.Id, 7.4, new(2026, 3, 4));
        claim = await StoreAsync(claim, group.Id, 7.1, new(2026, 3, 5));
        claim = await StoreAsync(claim, group.Id, 9.9, new(2026, 3, 5));

        Assert.Equal((2, new ExactScore(99, 10)), (claim.Job.Progress.EngagementChanged, claim.Job.Progress.HighestGroup));
        Assert.Equal(2, await Events.GetLastPositionAsync() - position);
        var history = (await Scores.ListHistoryAsync(group.Id, PageRequest.First(10), null, null)).Items;
        Assert.Equal([(5, 9.9), (4, 7.4)], history.Select(day => (day.Day.Day, day.Score.Exact)));
        Assert.Equal(
            (DecisionMaker, 1, 9.9),
            (history[0].Score.Roles[0].RoleId, history[0].Score.Roles[0].Members, history[0].Score.Roles[0].Total));
        Assert.Equal(
            [4], (await Scores.ListHistoryAsync(group.Id, PageRequest.First(10), null, new(2026, 3, 4))).Items.Select(day => day.Day.Day));
        var read = await Groups.GetAsync(group.Id);
        Assert.Equal((9.9, 10, group.Revision), (read.StoredEngagement!.Exact, read.StoredEngagement.Displayed, read.Revision));

        claim = await Leases.AdvanceAsync(
            claim, new JobCheckpoint(JobStep.People, "acme"), claim.Job.Progress with { HighestPerson = new ExactScore(400, 3) });
        await Leases.StoreHighestAsync(claim);
        await Leases.EndAsync(claim, JobStatus.Succeeded);
        Assert.Equal(new HighestScores(new(99, 10), new(400, 3), Time.GetUtcNow()), (await Rosters.GetSharedVersionsAsync()).Highest);
        await Groups.DeleteAsync(group.Id, "", By());
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Scores.ListHistoryAsync(group.Id, PageRequest.First(10), null, null));
    }

    [SkippableFact]
    public async Task A_batch_ends_with_the_people_that_it_may_have_unless_one_account_has_more()
    {
        await AccountsAsync("a", "b", "c", "d");
        await PeopleAsync("a", [.. Enumerable.Range(0, 6).Select(number => $"a{number}")]);
        await PeopleAsync("b", "b0", "b1");
        await PeopleAsync("c", "c0", "c1");

        Assert.Equal(["a"], await ReadAsync(""));
        Assert.Equal(["b", "c"], await ReadAsync("a"));
        Assert.Equal(["d"], await ReadAsync("c"));
        Assert.Empty(await ReadAsync("d"));

        async Task<IEnumerable<string>> ReadAsync(string after) =>
            (await Reader.ReadAccountsAsync(after, null, (2, 4), [], [])).Select(account => account.Id.Value);
    }

    private Task<(RoleTemplate Template, JobId Job)> ChangeSettingsAsync(RoleTemplate template) =>
        new CompletenessSettingsStore(Database, Time).UpdateAsync(template.Id, "", [new(DecisionMaker, true, 2)], Author);

    private Task<JobClaim> StoreAsync(JobClaim claim, BuyingGroupId group, double score, DateOnly day) => Scores.StoreAsync(
        claim,
        group,
        1,
        [new StoredScore(group, score, (long)Math.Round(score), 50, 50, [new StoredRoleScore(DecisionMaker, 1, score)])],
        new ExactScore((long)Math.Round(score * 10), 10),
        day,
        "");

    /// <summary>A creation job that was taken up, and a plan of one account with two of its people.</summary>
    private async Task<(JobClaim Claim, AccountsPlan Plan)> CreationAsync()
    {
        await AccountsAsync("acme");
        await PeopleAsync("acme", "ann", "bob");
        var interest = await SolutionInterestAsync("Interest");
        var audience = await new Storage.Sql.Definitions.AudienceStore(Database, Time)
            .CreateAsync("Everybody", "", hasAccountList: true, condition: null, Author);
        await Jobs.StartAsync(new NewJob(JobType.Creation, interest.Id, audience.Id), Author);
        var claim = (await Leases.ClaimAsync(Lease))!;
        AccountId acme = new("acme");
        return (claim, new AccountsPlan(
            acme,
            1,
            [Ask("ann"), Ask("bob")],
            0,
            [new(claim.Job.Id, interest.Id, acme)],
            [],
            [new JobError(new("zero"), "unreadable")]));

        MemberAsk Ask(string person) =>
            new(interest.Id, acme, new(person), MembershipAction.Assign, DecisionMaker, IsMember: false, IfEntered: true);
    }
}

public sealed class JobStoreOnSqliteTests() : JobStoreTests(new SqliteTestEngine());

public sealed class JobStoreOnSqlServerTests() : JobStoreTests(new SqlServerTestEngine());
