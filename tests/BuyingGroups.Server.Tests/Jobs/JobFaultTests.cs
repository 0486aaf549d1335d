using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
using Microsoft.Data.Sqlite;
using Xunit;

namespace BuyingGroups.Server.Tests.Jobs;

/// <summary>A store that goes away in the middle of a job holds it up, and doesn't fail it.</summary>
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
            _folder.Path, ("Sql:BusyTimeoutMilliseconds", "1000"), ("Jobs:LeaseSeconds", "2"), ("Jobs:AccountsAtOnce", "2"), ("Jobs:PauseMilliseconds", "20"), ("Jobs:DailyAt", ""));
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
        Assert.Equal((JobStatus.Succeeded, 80, 40, 120), (ended.Status, ended.Progress.AccountsDone, ended.Progress.GroupsCreated, ended.Progress.MembersAssigned));
        Assert.Equal(120, (await StoredRows.ReadAsync(_folder.Path, "SELECT person_id FROM membership_decision")).Count);
    }

    private static async Task ReachAsync(RunningServer server, string jobId, Predicate<JobProgress> reached)
    {
        while (!reached((await server.Client.Jobs.GetJobAsync(new() { JobId = jobId })).Job.Progress))
        {
            await Task.Delay(5);
        }
    }
}
