using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Jobs;

/// <summary>One pass has one window, however long it takes.</summary>
public sealed class PassOverMidnightTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_groups_of_a_pass_have_the_window_of_the_day_on_which_it_began()
    {
        await using var server = await RunningServer.StartAsync(
            _folder.Path,
            ("Server:TimeZone", "Europe/Amsterdam"), ("Jobs:DailyAt", ""), ("Jobs:GroupsAtOnce", "1"), ("Jobs:PauseMilliseconds", "3000"));
        // Five minutes to midnight in Amsterdam.
        server.Clock.Set(new DateTimeOffset(2026, 11, 24, 22, 55, 0, TimeSpan.Zero));
        var scenario = await new JobScenario(server.Client).SetUpAsync(accounts: 3);
        await scenario.CreateGroupsAsync();
        string[] groups = [await scenario.GroupOfAsync(0), await scenario.GroupOfAsync(2)];
        string[] chiefs = [JobScenario.Person(0, JobScenario.Chief), JobScenario.Person(2, JobScenario.Chief)];
        foreach (var chief in chiefs)
        {
            await RecordAsync(server, chief, server.Clock.GetUtcNow(), 3);
            // Of the window's first day, which is not in tomorrow's window.
            await RecordAsync(server, chief, server.Clock.GetUtcNow().AddDays(-29), 6);
        }

        var job = (await server.Client.Jobs.StartMaintenanceJobAsync(new())).Job.JobId;
        await server.Client.Jobs.StoredAsync(job, groups: 1);
        server.Clock.Set(new DateTimeOffset(2026, 11, 24, 23, 5, 0, TimeSpan.Zero));
        Assert.Equal(1, (await server.Client.Jobs.GetJobAsync(new() { JobId = job })).Job.Progress.GroupsDone);
        await RecordAsync(server, JobScenario.Person(0, JobScenario.Engineer), server.Clock.GetUtcNow(), 18);
        await scenario.EndedAsync(job);

        foreach (var group in groups)
        {
            var day = Assert.Single((await server.Client.Scores.ListScoreHistoryAsync(new() { BuyingGroupId = group })).Days);
            // A third of 3 + 6: all roles weigh the same.
            Assert.Equal((24, 3d), (day.Day.Day, day.Engagement.Exact));
        }

        // The next pass is of the new day, whose window the first has left.
        await scenario.MaintainAsync();
        var days = (await server.Client.Scores.ListScoreHistoryAsync(new() { BuyingGroupId = groups[1] })).Days;
        Assert.Equal([(25, 1d), (24, 3d)], days.Select(day => (day.Day.Day, day.Engagement.Exact)));
    }

    [Fact]
    public async Task What_happens_after_midnight_is_not_filed_under_the_day_before()
    {
        await using var server = await RunningServer.StartAsync(
            _folder.Path,
            ("Server:TimeZone", "Europe/Amsterdam"), ("Jobs:DailyAt", ""), ("Jobs:GroupsAtOnce", "1"), ("Jobs:PauseMilliseconds", "3000"));
        server.Clock.Set(new DateTimeOffset(2026, 11, 24, 22, 55, 0, TimeSpan.Zero));
        var scenario = await new JobScenario(server.Client).SetUpAsync(accounts: 3);
        await scenario.CreateGroupsAsync();
        string[] groups = [.. new[] { await scenario.GroupOfAsync(0), await scenario.GroupOfAsync(2) }.Order(StringComparer.Ordinal)];
        var job = (await server.Client.Jobs.StartMaintenanceJobAsync(new())).Job.JobId;
        await server.Client.Jobs.StoredAsync(job, groups: 1);

        server.Clock.Set(new DateTimeOffset(2026, 11, 24, 23, 5, 0, TimeSpan.Zero));
        foreach (var account in new[] { 0, 2 })
        {
            await RecordAsync(server, JobScenario.Person(account, JobScenario.Chief), server.Clock.GetUtcNow(), 9);
        }

        await scenario.EndedAsync(job);

        var day = Assert.Single((await server.Client.Scores.ListScoreHistoryAsync(new() { BuyingGroupId = groups[1] })).Days);
        Assert.Equal((24, 0d), (day.Day.Day, day.Engagement.Exact));
    }

    private static async Task RecordAsync(RunningServer server, string person, DateTimeOffset at, int count) =>
        Assert.Equal(
            RecordOutcome.Recorded,
            (await server.Client.Activities.RecordActivityAsync(
                new() { Activity = Scenario.Activity(person, "Visit Webpage", at, count) })).Outcome);
}

/// <summary>Waits for a job to have stored scores.</summary>
internal static class JobsUnderWay
{
    public static async Task StoredAsync(this JobService.JobServiceClient jobs, string job, int groups)
    {
        for (var attempt = 0; (await jobs.GetJobAsync(new() { JobId = job })).Job.Progress.GroupsDone < groups; attempt++)
        {
            Assert.True(attempt < 2_000, "no group was stored");
            await Task.Delay(20);
        }
    }
}
