using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Jobs;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
using Microsoft.Data.Sqlite;
using Xunit;
using AccountsPlan = BuyingGroups.Domain.Jobs.AccountsPlan;
using MemberAsk = BuyingGroups.Domain.Jobs.MemberAsk;

namespace BuyingGroups.Server.Tests.Jobs;

/// <summary>What goes away in the middle of a job, a store or its server, holds it up, and doesn't fail it.</summary>
public sealed class JobFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_job_waits_for_Redis_and_goes_on()
    {
        using var redis = new RedisServer();
        await using var server = await RunningServer.StartAsync(
            _folder.Path,
            ("Redis:ConnectionString", redis.ConnectionString),
            ("Redis:TimeoutMilliseconds", "500"),
            ("Jobs:GroupsAtOnce", "2"),
            ("Jobs:PauseMilliseconds", "20"),
            ("Jobs:DailyAt", ""));
        var scenario = await new JobScenario(server.Client).SetUpAsync(accounts: 40);
        await scenario.CreateGroupsAsync();
        var job = (await server.Client.Jobs.StartMaintenanceJobAsync(new())).Job;
        await ReachAsync(server, job.JobId, progress => progress.GroupsDone > 4);
        redis.Kill();
        await Task.Delay(2_000);
        var waiting = (await server.Client.Jobs.GetJobAsync(new() { JobId = job.JobId })).Job;
        Assert.Equal(JobStatus.Running, waiting.Status);
        Assert.InRange(waiting.Progress.GroupsDone, 5, 19);

        redis.Start();
        var ended = await scenario.EndedAsync(job.JobId);
        Assert.Equal((JobStatus.Succeeded, 40, 20), (ended.Status, ended.Progress.AccountsDone, ended.Progress.GroupsDone));
        Assert.Equal(20, (await StoredRows.ReadAsync(_folder.Path, "SELECT group_id FROM score_history")).Count);
    }

    [Fact]
    public async Task A_job_waits_for_SQL_and_goes_on()
    {
        await using var server = await RunningServer.StartAsync(
            _folder.Path, ("Sql:BusyTimeoutMilliseconds", "1000"), ("Jobs:LeaseSeconds", "2"), ("Jobs:AccountsAtOnce", "2"),
            ("Jobs:PauseMilliseconds", "20"), ("Jobs:DailyAt", ""));
        var scenario = await new JobScenario(server.Client).SetUpAsync(accounts: 80);
        var job = await scenario.StartCreationAsync();
        await ReachAsync(server, job.JobId, progress => progress.AccountsDone > 4);
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "buyinggroups.db")};Pooling=False"))
        {
            await other.OpenAsync();
            await using var locking = other.CreateCommand();
            locking.CommandText = "BEGIN IMMEDIATE";
            await locking.ExecuteNonQueryAsync();
            await Task.Delay(2_500);
        }

        var ended = await scenario.EndedAsync(job.JobId);
        Assert.Equal(
            (JobStatus.Succeeded, 80, 40, 120),
            (ended.Status, ended.Progress.AccountsDone, ended.Progress.GroupsCreated, ended.Progress.MembersAssigned));
        Assert.Equal(120, (await StoredRows.ReadAsync(_folder.Path, "SELECT person_id FROM membership_decision")).Count);
    }

    [SkippableFact]
    public async Task A_server_that_died_before_it_told_whom_it_assigned_is_made_up_for_by_the_next()
    {
        using var redis = new RedisServer();
        (string, string)[] shared = [("Redis:ConnectionString", redis.ConnectionString), ("Jobs:DailyAt", "")];
        await using var scoring = await RunningServer.StartAsync(_folder.Path, [.. shared, ("Jobs:AtOnce", "0")]);
        var scenario = await new JobScenario(scoring.Client).SetUpAsync(accounts: 1);
        var group = (await scoring.Client.Groups.CreateBuyingGroupAsync(
            new()
            {
                BuyingGroup = new() { SolutionInterestId = scenario.InterestId, AccountId = JobScenario.Account(0) },
            })).BuyingGroup.BuyingGroupId;
        var chief = JobScenario.Person(0, JobScenario.Chief);
        await scoring.Client.Activities.RecordActivityAsync(
            new() { Activity = Scenario.Activity(chief, "Visit Webpage", DateTimeOffset.UtcNow, 9) });
        Assert.Equal(0, await ScoreAsync(scoring, group));
        var job = (await scoring.Client.Jobs.StartMaintenanceJobAsync(new())).Job;

        await AssignAndDieAsync(scenario, chief);
        // 0 from the roster that the server keeps, or 3 if a second has gone by since it last looked at the database.
        Assert.True(await ScoreAsync(scoring, group) is 0 or 3);
        await using var next = await RunningServer.StartAsync(_folder.Path, shared);
        var ended = await scenario.EndedAsync(job.JobId);

        Assert.Equal((JobStatus.Succeeded, 1), (ended.Status, ended.Progress.AccountsDone));
        Assert.Equal(3, await ScoreAsync(scoring, group));
    }

    /// <summary>Takes the job up, writes a batch, and is gone.</summary>
    private async Task AssignAndDieAsync(JobScenario scenario, string person)
    {
        await using var database = new SqlDatabase(
            new SqlOptions { ConnectionString = $"Data Source={Path.Combine(_folder.Path, "buyinggroups.db")}" });
        var claim = await new JobLeases(database, TimeProvider.System).ClaimAsync(TimeSpan.FromSeconds(1));
        var account = new AccountId(JobScenario.Account(0));
        var ask = new MemberAsk(
            new(scenario.InterestId), account, new(person), Domain.Membership.MembershipAction.Assign, new RoleId(Scenario.DecisionMaker),
            IsMember: false, IfEntered: false);
        await new JobAccountWriter(database, TimeProvider.System)
            .CarryOutAsync(claim!, new AccountsPlan(account, 1, [ask], 0, [], [], []), "maintenance job");
    }

    private static async Task<double> ScoreAsync(RunningServer server, string group) =>
        (await server.Client.Scores.GetEngagementScoreAsync(new() { BuyingGroupId = group })).EngagementScore.Score.Exact;

    private static async Task ReachAsync(RunningServer server, string jobId, Predicate<JobProgress> reached)
    {
        var job = new Job();
        await Eventually.HoldsAsync(
            async () =>
            {
                job = (await server.Client.Jobs.GetJobAsync(new() { JobId = jobId })).Job;
                return job.EndTime is not null || reached(job.Progress);
            },
            "the progress of the job");
        // One that has come to its end before the fault would show nothing.
        Assert.True(job.EndTime is null, $"the job ended too early: {job}");
    }
}
