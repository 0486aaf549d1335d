using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Jobs;
using Microsoft.Data.Sqlite;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>What a job's row says, and that only its claimant writes under it.</summary>
public abstract partial class JobStoreTests
{
    [SkippableFact]
    public async Task A_job_is_read_back_as_it_was_started()
    {
        var interest = await SolutionInterestAsync("Interest");
        var audience = await new AudienceStore(Database, Time).CreateAsync("Everybody", "", hasAccountList: true, condition: null, Author);
        var template = await Templates.GetAsync(interest.RoleTemplateId);
        var creation = await Jobs.StartAsync(new NewJob(JobType.Creation, interest.Id, audience.Id), "ute");
        var completeness = (await ChangeSettingsAsync(template)).Job;
        var maintenance = await Jobs.StartAsync(Pass, "olga");

        Job[] expected =
        [
            AsStarted(creation.Id, JobType.Creation, "ute") with { SolutionInterestId = interest.Id, AudienceId = audience.Id },
            AsStarted(completeness, JobType.Completeness, Author) with { RoleTemplateId = template.Id },
            AsStarted(maintenance.Id, JobType.Maintenance, "olga"),
        ];
        foreach (var job in expected)
        {
            Assert.Equal(job, await Jobs.GetAsync(job.Id));
            Assert.Equal([job], (await Jobs.ListAsync(PageRequest.First(10), new(job.Type, null, null, null))).Items);
        }

        Assert.Equal(expected[0], creation);
        Assert.Equal([expected[0]], (await Jobs.ListAsync(PageRequest.First(10), new(null, null, interest.Id, null))).Items);
        Assert.Equal([expected[0]], (await Jobs.ListAsync(PageRequest.First(10), new(null, null, null, audience.Id))).Items);

        Job AsStarted(JobId id, JobType type, string author) => new(
            id, type, JobStatus.Queued, null, null, null, new Change(Time.GetUtcNow(), author), null, null, null, null, new JobProgress());
    }

    [SkippableFact]
    public async Task Who_asks_second_that_a_job_stop_is_not_who_cancelled_it()
    {
        await Jobs.StartAsync(Pass, Author);
        var claim = (await Leases.ClaimAsync(Lease))!;

        Assert.Equal("ute", (await Jobs.CancelAsync(claim.Job.Id, "ute")).CancelledBy);
        Assert.Equal("ute", (await Jobs.CancelAsync(claim.Job.Id, "olga")).CancelledBy);
        await Leases.EndAsync(claim, JobStatus.Cancelled);
        var ended = await Jobs.GetAsync(claim.Job.Id);

        Assert.Equal("ute", ended.CancelledBy);
        Assert.Equal(ended, await Jobs.CancelAsync(claim.Job.Id, "olga"));
    }

    [SkippableFact]
    public async Task Of_a_job_that_succeeded_nobody_is_told_to_have_cancelled_it()
    {
        await Jobs.StartAsync(Pass, Author);
        var claim = (await Leases.ClaimAsync(Lease))!;
        await Leases.EndAsync(claim, JobStatus.Succeeded);
        var ended = await Jobs.GetAsync(claim.Job.Id);

        Assert.Equal(ended, await Jobs.CancelAsync(claim.Job.Id, "olga"));
        Assert.Null(ended.CancelledBy);
    }

    [SkippableFact]
    public async Task A_server_that_lost_its_lease_stores_no_scores_over_those_of_the_next()
    {
        var group = await GroupAsync("acme", ["ann"]);
        var day = new DateOnly(2026, 3, 4);
        await Jobs.StartAsync(Pass, Author);
        var first = (await Leases.ClaimAsync(Lease))!;
        Time.Advance(Lease);
        var second = await StoreAsync((await Leases.ClaimAsync(Lease))!, group.Id, 9.9, day);
        var events = await Events.GetLastPositionAsync();

        await Assert.ThrowsAsync<JobLostException>(() => StoreAsync(first, group.Id, 1.1, day));

        Assert.Equal(9.9, (await Groups.GetAsync(group.Id)).StoredEngagement!.Exact);
        var history = (await Scores.ListHistoryAsync(group.Id, PageRequest.First(9), null, null)).Items;
        Assert.Equal([9.9], history.Select(stored => stored.Score.Exact));
        Assert.Equal(events, await Events.GetLastPositionAsync());
        Assert.Equal(second.Job.Progress, (await Jobs.GetAsync(second.Job.Id)).Progress);
        await Leases.ReleaseAsync(second);
        Assert.Equal(new JobCheckpoint(JobStep.Scores, group.Id.Value), (await Leases.ClaimAsync(Lease))!.Checkpoint);
    }

    [SkippableFact]
    public async Task Nor_does_it_set_a_job_back_that_recomputes_completeness()
    {
        var group = await GroupAsync("acme", ["ann"], Required(DecisionMaker));
        await AccountsAsync("second");
        await CreateGroupAsync(group.SolutionInterestId, new("second"));
        await ChangeSettingsAsync(await Templates.GetAsync((await SolutionInterests.GetAsync(group.SolutionInterestId)).RoleTemplateId));
        var recomputation = new CompletenessRecomputation(Database, Time);
        var first = (await Leases.ClaimAsync(Lease))!;
        Time.Advance(Lease);
        var (second, _) = await recomputation.RunAsync((await Leases.ClaimAsync(Lease))!, take: 2, "");

        await Assert.ThrowsAsync<JobLostException>(() => recomputation.RunAsync(first, take: 1, ""));

        Assert.Equal(2, second.Job.Progress.GroupsDone);
        Assert.Equal(second.Job.Progress, (await Jobs.GetAsync(second.Job.Id)).Progress);
        await Leases.ReleaseAsync(second);
        Assert.Equal(second.Checkpoint, (await Leases.ClaimAsync(Lease))!.Checkpoint);
    }

    [SkippableFact]
    public async Task Only_a_maintenance_job_that_succeeded_says_what_the_highest_scores_are()
    {
        var group = await GroupAsync("acme", ["ann"]);
        await Jobs.StartAsync(Pass, Author);
        var pass = await StoreAsync((await Leases.ClaimAsync(Lease))!, group.Id, 9.9, new(2026, 3, 4));
        await Leases.StoreHighestAsync(pass);
        await Leases.EndAsync(pass, JobStatus.Succeeded);
        var (highest, at) = ((await Rosters.GetSharedVersionsAsync()).Highest!, Time.GetUtcNow());
        Time.Advance(TimeSpan.FromHours(1));

        var audience = await new AudienceStore(Database, Time).CreateAsync("Everybody", "", hasAccountList: true, condition: null, Author);
        await EndedAsync(new NewJob(JobType.Creation, group.SolutionInterestId, audience.Id), JobStatus.Succeeded);
        await ChangeSettingsAsync(await Templates.GetAsync((await SolutionInterests.GetAsync(group.SolutionInterestId)).RoleTemplateId));
        await Leases.EndAsync((await Leases.ClaimAsync(Lease))!, JobStatus.Succeeded);
        await EndedAsync(Pass, JobStatus.Failed);
        await EndedAsync(Pass, JobStatus.Cancelled);

        Assert.Equal(new HighestScores(new(99, 10), ExactScore.Zero, at), highest);
        Assert.Equal(highest, (await Rosters.GetSharedVersionsAsync()).Highest);

        async Task EndedAsync(NewJob job, JobStatus status)
        {
            await Jobs.StartAsync(job, Author);
            await Leases.EndAsync((await Leases.ClaimAsync(Lease))!, status);
        }
    }

    [SkippableFact]
    public async Task A_deletion_that_breaks_off_halfway_leaves_no_job_that_makes_groups()
    {
        Skip.IfNot(Database.Kind == SqlEngineKind.Sqlite, "The fault is made by a trigger of SQLite.");
        var (claim, plan) = await CreationAsync();
        string[] accounts = [.. Enumerable.Range(0, SqlDatabase.PieceSize + 100).Select(number => $"account-{number:0000}")];
        foreach (var some in accounts.Chunk(1_000))
        {
            await AccountsAsync(some);
        }

        (claim, _) = await Writer.CarryOutAsync(
            claim, plan with { Asks = [], Entered = [.. accounts.Select(account => plan.Entered[0] with { Account = new(account) })] }, "");
        await Leases.EndAsync(claim, JobStatus.Succeeded);
        Assert.Single(await Reader.GetAudiencesAsync(job: null));
        await ExecuteAsync($"""
            CREATE TRIGGER second_piece BEFORE DELETE ON job_account WHEN OLD.account_id = '{accounts[^1]}'
            BEGIN SELECT RAISE(ABORT, 'broken off'); END
            """);

        await Assert.ThrowsAsync<SqliteException>(() => Jobs.DeleteAsync(claim.Job.Id));

        Assert.Equal(JobStatus.Cancelled, (await Jobs.GetAsync(claim.Job.Id)).Status);
        Assert.Empty(await Reader.GetAudiencesAsync(job: null));
        await ExecuteAsync("DROP TRIGGER second_piece");
        await Jobs.DeleteAsync(claim.Job.Id);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Jobs.GetAsync(claim.Job.Id));
    }

    private async Task ExecuteAsync(string text)
    {
        await using var connection = new SqliteConnection(Options.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of this class.
        command.CommandText = text;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
