using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Jobs;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Program;

/// <summary>
/// Servers are killed at random points of jobs over 2,000 accounts and started again: in the end every row is as after the same jobs
/// undisturbed, apart from times and the ids that the service makes.
/// </summary>
public sealed class KilledJobsTests : IDisposable
{
    private const int Accounts = 2_000;

    private static readonly string[] Slowly =
    [
        "--set", "Jobs:DailyAt=", "--set", "Jobs:AccountsAtOnce=20", "--set", "Jobs:GroupsAtOnce=20", "--set", "Jobs:PauseMilliseconds=10",
        "--set", "Jobs:WatchMilliseconds=10", "--set", "Jobs:LeaseSeconds=2", "--set", "Jobs:PollMilliseconds=50",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task One_server() => KillAsync(servers: 1);

    [SkippableFact]
    public async Task Two_servers()
    {
        using var redis = new RedisServer();
        await KillAsync(servers: 2, "--redis", redis.ConnectionString);
    }

    // A database of its own in Redis too: to the other's, the copy would be one that was restored.
    private static string[] Disturbed => [.. Slowly, "--set", "Redis:KeyPrefix=disturbed"];

    private async Task KillAsync(int servers, params string[] stores)
    {
        var (template, disturbed) = (Path.Combine(_folder.Path, "template"), Path.Combine(_folder.Path, "disturbed"));
        JobScenario scenario;
        await using (var seeding = await ServerProcess.ServeAsync(template, stores))
        {
            scenario = await new JobScenario(seeding.Client).SetUpAsync(Accounts);
            Assert.Equal(0, await seeding.StopAsync());
        }

        System.IO.Directory.CreateDirectory(disturbed);
        File.Copy(Path.Combine(template, "buyinggroups.db"), Path.Combine(disturbed, "buyinggroups.db"));
        await using (var calm = await ServerProcess.ServeAsync(template, [.. stores, "--set", "Jobs:DailyAt="]))
        {
            await RunAsync(new JobScenario(calm.Client, scenario), (jobs, id) => jobs.EndedAsync(id));
        }

        var isCreation = true;
        var seed = Random.Shared.Next();
        var running = new ServerProcess[servers];
        try
        {
            for (var i = 0; i < servers; i++)
            {
                running[i] = await ServerProcess.ServeAsync(disturbed, [.. stores, .. Disturbed]);
            }

            var random = new Random(seed);
            await RunAsync(
                new JobScenario(running[0].Client, scenario),
                async (_, id) =>
                {
                    // Ten times in the creation job; in the maintenance job, which comes second, twice among the accounts and once among
                    // the groups.
                    int[] points = isCreation ? [.. Enumerable.Range(1, 10).Select(kill => kill * 180)] : [700, 1_900, 2_600];
                    isCreation = false;
                    foreach (var point in points)
                    {
                        await ReachAsync(running, id, point - random.Next(150));
                        await Task.Delay(random.Next(30));
                        var victim = random.Next(servers);
                        await running[victim].KillAsync();
                        await running[victim].DisposeAsync();
                        running[victim] = await ServerProcess.ServeAsync(disturbed, [.. stores, .. Disturbed]);
                    }

                    return await new JobScenario(running[0].Client, scenario).EndedAsync(id);
                },
                () => new JobScenario(running[0].Client, scenario));
        }
        finally
        {
            foreach (var server in running.OfType<ServerProcess>())
            {
                await server.DisposeAsync();
            }
        }

        foreach (var rows in Rows)
        {
            var (expected, actual) = (await StoredRows.ReadAsync(template, rows), await StoredRows.ReadAsync(disturbed, rows));
            Assert.True(
                expected.SequenceEqual(actual),
                $"seed {seed}: {expected.Count} and {actual.Count} rows of {rows}\n{expected.Except(actual).FirstOrDefault()}\n"
                + $"{actual.Except(expected).FirstOrDefault()}");
        }
    }

    /// <summary>
    /// A creation job, a change of the people, a maintenance job; the ends of both as <paramref name="end"/> brings them about.
    /// </summary>
    private static async Task RunAsync(JobScenario scenario, Func<JobScenario, string, Task<Job>> end, Func<JobScenario>? now = null)
    {
        var creation = await end(scenario, (await scenario.StartCreationAsync()).JobId);
        Assert.Equal(
            (JobStatus.Succeeded, Accounts / 2, Accounts * 3 / 2),
            (creation.Status, creation.Progress.GroupsCreated, creation.Progress.MembersAssigned));
        scenario = now?.Invoke() ?? scenario;
        for (var account = 0; account < 200; account += 2)
        {
            await scenario.RetitleAsync(account, JobScenario.Titles[account / 2 % 4], JobScenario.Titles[((account / 2) + 1) % 4]);
        }

        await scenario.UpsertAccountsAsync(Enumerable.Range(0, 50).Select(i => ((2 * i) + 1, "Steel")));
        var maintenance = await end(scenario, (await scenario.Client.Jobs.StartMaintenanceJobAsync(new())).Job.JobId);
        Assert.Equal((JobStatus.Succeeded, 50), (maintenance.Status, maintenance.Progress.GroupsCreated));
        Assert.Equal((Accounts, (Accounts / 2) + 50), (maintenance.Progress.AccountsDone, maintenance.Progress.GroupsDone));
    }

    /// <summary>Returns once the job has done so many accounts and groups.</summary>
    private static async Task ReachAsync(ServerProcess[] servers, string jobId, int point)
    {
        using var watching = servers[0].Client.Jobs.WatchJob(new() { JobId = jobId }, deadline: DateTime.UtcNow.AddSeconds(60));
        while (await watching.ResponseStream.NextAsync()
            && watching.ResponseStream.Current.Job.Progress is var progress && progress.AccountsDone + progress.GroupsDone < point)
        {
        }
    }

    // In an order that doesn't depend on made ids, and by accounts, since those are what the ids of groups stand for.
    private static readonly string[] Rows =
    [
        """
        SELECT solution_interest_id, account_id, completeness_exact, completeness_displayed, revision, engagement_exact,
            engagement_displayed
        FROM buying_group ORDER BY account_id
        """,
        """
        SELECT g.account_id, m.person_id, m.state, m.role_id, m.source, m.reason, m.revision
        FROM membership AS m JOIN buying_group AS g ON g.id = m.group_id ORDER BY g.account_id, m.person_id
        """,
        """
        SELECT g.account_id, d.person_id, d.action, d.role_id, d.source, d.reason, d.outcome
        FROM membership_decision AS d JOIN buying_group AS g ON g.id = d.group_id ORDER BY g.account_id, d.person_id, d.id
        """,
        "SELECT account_id, type, person_id, source, reason, old_value, new_value FROM group_event ORDER BY account_id, position",
        "SELECT MIN(position), MAX(position), COUNT(*), (SELECT last_position FROM event_log) FROM group_event",
        """
        SELECT g.account_id, h.day, h.engagement_exact, h.completeness_exact, h.roles
        FROM score_history AS h JOIN buying_group AS g ON g.id = h.group_id ORDER BY g.account_id, h.day
        """,
        "SELECT j.type, a.account_id FROM job_account AS a JOIN job AS j ON j.id = a.job_id ORDER BY j.id, a.account_id",
        "SELECT type, status, progress, active_key, lease_owner FROM job ORDER BY id",
    ];
}
