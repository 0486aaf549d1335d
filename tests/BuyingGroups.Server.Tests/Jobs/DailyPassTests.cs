using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Jobs;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
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
            var passes = await PassesAsync(server, atLeast: 2);
            Assert.Equal([JobType.Maintenance, JobType.Maintenance], passes.Select(job => job.Type));
            Assert.Equal("schedule", passes[0].Creator);
            await new JobScenario(server.Client).EndedAsync(passes[0].JobId);
        }
    }

    [SkippableFact]
    public async Task Of_two_servers_one_starts_it()
    {
        using var redis = new RedisServer();
        await AsIfLastPassWasAsync(daysAgo: 2);
        (string, string)[] settings = [("Redis:ConnectionString", redis.ConnectionString), ("Jobs:DailyAt", "00:00")];
        await using var a = await RunningServer.StartAsync(_folder.Path, settings);
        await using var b = await RunningServer.StartAsync(_folder.Path, settings);

        await PassesAsync(a, atLeast: 2);
        await Task.Delay(2_000);
        Assert.Equal(2, (await PassesAsync(b, atLeast: 2)).Count);
    }

    [Fact]
    public async Task An_instance_that_is_new_has_missed_nothing()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", "00:00"));
        await Task.Delay(2_000);
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
        await using (var server = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", "")))
        {
            await new JobScenario(server.Client).MaintainAsync();
        }

        await StoredRows.ExecuteAsync(_folder.Path, $"UPDATE job SET scheduled_for = '{DateTime.UtcNow.AddDays(-daysAgo):yyyy-MM-dd}'");
    }

    private static async Task<IReadOnlyList<Job>> PassesAsync(RunningServer server, int atLeast)
    {
        for (var attempt = 0; ; attempt++)
        {
            var jobs = (await server.Client.Jobs.ListJobsAsync(new())).Jobs;
            if (jobs.Count >= atLeast)
            {
                return jobs;
            }

            Assert.True(attempt < 200, "no pass started");
            await Task.Delay(50);
        }
    }
}
