using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Jobs;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace BuyingGroups.Server.Tests.Jobs;

/// <summary>The pass that starts by itself.</summary>
public sealed class DailyPassTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_pass_that_was_missed_while_no_server_ran_starts_with_the_first_that_does_and_once()
    {
        await AsIfLastPassWasAsync(daysAgo: 3);
        for (var start = 0; start < 2; start++)
        {
            await using var server = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", "00:00"));
            var pass = Assert.Single(await PassesAsync(server, atLeast: 1));
            Assert.Equal((JobType.Maintenance, "schedule"), (pass.Type, pass.Creator));
            await new JobScenario(server.Client).EndedAsync(pass.JobId);
        }
    }

    [SkippableFact]
    public async Task Of_two_servers_one_starts_it()
    {
        using var redis = new RedisServer();
        await AsIfLastPassWasAsync(daysAgo: 2);
        (string, string)[] settings = [("Redis:ConnectionString", redis.ConnectionString), ("Jobs:DailyAt", "00:00")];
        var starting = Enumerable.Range(0, 2).Select(_ => Task.Run(() => RunningServer.StartAsync(_folder.Path, settings))).ToArray();
        await using var a = await starting[0];
        await using var b = await starting[1];

        // Who starts while the other has started the pass already has missed none.
        await Eventually.HoldsAsync(
            async () => (HasLooked(a) || HasLooked(b))
                && (HasLooked(a) || await HasMissedNoneAsync(a))
                && (HasLooked(b) || await HasMissedNoneAsync(b)),
            "the look of both at the pass that is due");
        Assert.Single(await PassesAsync(b, atLeast: 1));
    }

    [Fact]
    public async Task A_pass_that_was_deleted_is_not_started_again()
    {
        await AsIfLastPassWasAsync(daysAgo: 2);
        await using (var server = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", "00:00")))
        {
            var pass = Assert.Single(await PassesAsync(server, atLeast: 1));
            await new JobScenario(server.Client).EndedAsync(pass.JobId);
            await server.Client.Jobs.DeleteJobAsync(new() { JobId = pass.JobId });
        }

        await using var again = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", "00:00"));
        Assert.True(await HasMissedNoneAsync(again));
        Assert.Empty((await again.Client.Jobs.ListJobsAsync(new())).Jobs);
    }

    [Fact]
    public async Task A_pass_waits_for_a_maintenance_job_that_somebody_started()
    {
        await AsIfLastPassWasAsync(daysAgo: 2);
        string byHand;
        await using (var idle = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", ""), ("Jobs:AtOnce", "0")))
        {
            byHand = (await idle.Client.Jobs.StartMaintenanceJobAsync(new())).Job.JobId;
        }

        // Nobody is at the job by hand, so it lasts for as long as the test wants.
        await using var server = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", "00:00"), ("Jobs:AtOnce", "0"));
        await Eventually.HoldsAsync(() => HasLooked(server), "the look at the pass that is due");
        Assert.Equal(byHand, Assert.Single(await PassesAsync(server, atLeast: 1)).JobId);
        await server.Client.Jobs.CancelJobAsync(new() { JobId = byHand });
        Assert.Equal(["schedule", "local"], (await PassesAsync(server, atLeast: 2)).Select(job => job.Creator));
    }

    [Fact]
    public async Task An_instance_that_is_new_has_missed_nothing()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", "00:00"));
        Assert.True(await HasMissedNoneAsync(server));
        Assert.Empty((await server.Client.Jobs.ListJobsAsync(new())).Jobs);
    }

    [Theory]
    [InlineData("UTC", "02:30", "2026-03-10T02:29:59Z", "2026-03-09")]
    [InlineData("UTC", "02:30", "2026-03-10T02:30:00Z", "2026-03-10")]
    [InlineData("Europe/Berlin", "02:30", "2026-03-10T01:29:00Z", "2026-03-09")]
    [InlineData("Europe/Berlin", "02:30", "2026-03-10T01:30:00Z", "2026-03-10")]
    [InlineData("Pacific/Auckland", "00:00", "2026-03-10T11:00:00Z", "2026-03-11")]
    public void The_day_of_a_pass_is_that_of_the_time_zone_on_which_it_was_due(string zone, string at, string now, string day) =>
        Assert.Equal(
            DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture),
            DailyTime.Of(new JobOptions { DailyAt = at }, new ScoringCalendar(NodaTime.DateTimeZoneProviders.Tzdb[zone]))
                .LastDue(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

    private async Task AsIfLastPassWasAsync(int daysAgo)
    {
        await using (await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", "")))
        {
        }

        await StoredRows.ExecuteAsync(_folder.Path, $"UPDATE shared_state SET last_daily_pass = '{DateTime.UtcNow.AddDays(-daysAgo):yyyy-MM-dd}'");
    }

    private static async Task<IReadOnlyList<Job>> PassesAsync(RunningServer server, int atLeast)
    {
        IReadOnlyList<Job> jobs = [];
        await Eventually.HoldsAsync(
            async () => (jobs = (await server.Client.Jobs.ListJobsAsync(new())).Jobs).Count >= atLeast,
            $"the start of pass number {atLeast}");
        return jobs;
    }

    /// <summary>Whether the server has looked whether a pass that is due is still to be started.</summary>
    private static bool HasLooked(RunningServer server) => server.Services.GetRequiredService<DailyPass>().Looks > 0;

    /// <summary>Whether the server is going to start a pass, but none that was due before it was there.</summary>
    private static async Task<bool> HasMissedNoneAsync(RunningServer server)
    {
        var trigger = await server.Services.GetServices<IHostedService>().OfType<DailySchedule>().Single().GetTriggerAsync();
        return trigger is not null
            && trigger.GetPreviousFireTimeUtc() is null
            && trigger.GetNextFireTimeUtc() > DateTimeOffset.UtcNow
            && !HasLooked(server);
    }
}
