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

        await LookedAsync(a, b);
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
        await LookedAsync(again);
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
        await LookedAsync(server);
        Assert.Equal(byHand, Assert.Single(await PassesAsync(server, atLeast: 1)).JobId);
        await server.Client.Jobs.CancelJobAsync(new() { JobId = byHand });
        Assert.Equal(["schedule", "local"], (await PassesAsync(server, atLeast: 2)).Select(job => job.Creator));
    }

    [Fact]
    public async Task An_instance_that_is_new_has_missed_nothing()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", "00:00"));
        await LookedAsync(server);
        Assert.Empty((await server.Client.Jobs.ListJobsAsync(new())).Jobs);
    }

    [Fact]
    public async Task A_pass_that_was_missed_before_the_first_ever_ran_is_made_up_once()
    {
        await AsIfPresentSinceAsync(daysAgo: 3);
        for (var start = 0; start < 2; start++)
        {
            await using var server = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", "00:00"));
            var pass = Assert.Single(await PassesAsync(server, atLeast: 1));
            Assert.Equal((JobType.Maintenance, "schedule"), (pass.Type, pass.Creator));
            await new JobScenario(server.Client).EndedAsync(pass.JobId);
        }
    }

    [SkippableFact]
    public async Task Of_two_servers_one_makes_up_the_first()
    {
        using var redis = new RedisServer();
        await AsIfPresentSinceAsync(daysAgo: 2);
        (string, string)[] settings = [("Redis:ConnectionString", redis.ConnectionString), ("Jobs:DailyAt", "00:00")];
        await using var a = await RunningServer.StartAsync(_folder.Path, settings);
        await using var b = await RunningServer.StartAsync(_folder.Path, settings);

        await LookedAsync(a, b);
        Assert.Single(await PassesAsync(b, atLeast: 1));
    }

    [Fact]
    public async Task A_pass_comes_at_its_time_also_if_the_machine_slept_over_it()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", NowPlus(TimeSpan.FromHours(1))));
        await LookedAsync(server);
        Assert.Empty((await server.Client.Jobs.ListJobsAsync(new())).Jobs);

        // Timers don't run on while a machine sleeps, its clock does.
        server.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Single(await PassesAsync(server, atLeast: 1));
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

    [Theory]
    [InlineData("UTC", "02:00", "2026-03-10", "2026-03-10T02:00:00Z")]
    // Clocks skip from 02:00 to 03:00, and show 02:30 twice.
    [InlineData("Europe/Amsterdam", "02:30", "2026-03-29", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Amsterdam", "02:30", "2026-10-25", "2026-10-25T00:30:00Z")]
    [InlineData("Europe/Amsterdam", "02:30", "2026-10-26", "2026-10-26T01:30:00Z")]
    public void A_pass_is_due_once_a_day_whatever_the_clocks_do(string zone, string at, string day, string instant)
    {
        var daily = DailyTime.Of(new JobOptions { DailyAt = at }, new ScoringCalendar(NodaTime.DateTimeZoneProviders.Tzdb[zone]));
        var due = DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture);
        var date = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(due, daily.DueAt(date));
        Assert.Equal((date.AddDays(-1), date), (daily.LastDue(due.AddTicks(-1)), daily.LastDue(due)));
    }

    /// <summary>Among them zones of which the system's rules are others than NodaTime's, and such that a system may lack.</summary>
    [Fact]
    public void The_day_of_a_pass_begins_when_the_days_of_activities_do_in_every_zone()
    {
        foreach (var zone in NodaTime.DateTimeZoneProviders.Tzdb.Ids.Select(id => NodaTime.DateTimeZoneProviders.Tzdb[id]))
        {
            var calendar = new ScoringCalendar(zone);
            var daily = DailyTime.Of(new JobOptions { DailyAt = "00:00" }, calendar);
            for (var day = new DateOnly(2026, 1, 1); day.Year < 2028; day = day.AddDays(1))
            {
                var start = calendar.StartOf(Day.From(day));
                Assert.Equal((zone.Id, start), (zone.Id, daily.DueAt(day)));
                Assert.Equal((zone.Id, day), (zone.Id, daily.LastDue(start)));
            }
        }
    }

    [Fact]
    public async Task A_server_runs_in_a_zone_that_the_system_does_not_have()
    {
        await using var server = await ServerProcess.ServeWithAsync(
            [("TZDIR", _folder.Path)], Path.Combine(_folder.Path, "data"), "--time-zone", "Europe/Amsterdam");

        Assert.Empty((await server.Client.Jobs.ListJobsAsync(new())).Jobs);
    }

    private async Task AsIfPresentSinceAsync(int daysAgo)
    {
        await using (await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", "")))
        {
        }

        await StoredRows.ExecuteAsync(
            _folder.Path, $"UPDATE shared_state SET present_since = '{DateTime.UtcNow.AddDays(-daysAgo):yyyy-MM-ddTHH:mm:ss.fffffff}Z'");
    }

    private static string NowPlus(TimeSpan later) =>
        (DateTime.UtcNow + later).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private async Task AsIfLastPassWasAsync(int daysAgo)
    {
        await using (await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", "")))
        {
        }

        await StoredRows.ExecuteAsync(
            _folder.Path, $"UPDATE shared_state SET last_daily_pass = '{DateTime.UtcNow.AddDays(-daysAgo):yyyy-MM-dd}'");
    }

    private static async Task<IReadOnlyList<Job>> PassesAsync(RunningServer server, int atLeast)
    {
        IReadOnlyList<Job> jobs = [];
        await Eventually.HoldsAsync(
            async () => (jobs = (await server.Client.Jobs.ListJobsAsync(new())).Jobs).Count >= atLeast,
            $"the start of pass number {atLeast}");
        return jobs;
    }

    /// <summary>
    /// Whether the server has looked at the pass that was due last: it was started by somebody, or needs none, or waits for another job.
    /// </summary>
    private static bool HasLooked(RunningServer server) =>
        server.Services.GetServices<IHostedService>().OfType<DailySchedule>().Single() is { Settled: not null } or { WaitsFor: not null };

    private static Task LookedAsync(params RunningServer[] servers) =>
        Eventually.HoldsAsync(() => servers.All(HasLooked), "the look at the pass that was due last");
}
