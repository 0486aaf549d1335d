using System.Globalization;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Scores;

/// <summary>Days begin and end in the configured time zone, and what is older than the window falls out by itself.</summary>
public sealed class TimeTests
{
    private const string Visit = "Visit Webpage";

    /// <summary>A day, when it begins and when the next one does.</summary>
    public static TheoryData<string, string, string, string> Days => new()
    {
        { "UTC", "2026-02-10", "2026-02-10T00:00:00Z", "2026-02-11T00:00:00Z" },
        { "Asia/Kolkata", "2026-05-10", "2026-05-09T18:30:00Z", "2026-05-10T18:30:00Z" },
        { "Europe/Berlin", "2026-03-28", "2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z" },
        // Summer time begins: a day of 23 hours; and ends: one of 25.
        { "Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z" },
        { "Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z" },
    };

    [Theory]
    [MemberData(nameof(Days))]
    public async Task Activity_counts_on_the_day_of_its_instant_in_the_configured_zone(string zone, string day, string from, string to)
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path, ("Server:TimeZone", zone));
        var (begin, end) = (Instant(from), Instant(to));
        server.Clock.Set(end.AddMinutes(1));
        var scenario = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        var microsecond = TimeSpan.FromMicroseconds(1);
        await scenario.RecordAsync(ada, Visit, begin - microsecond, 1);
        await scenario.RecordAsync(ada, Visit, begin, 2);
        await scenario.RecordAsync(ada, Visit, end - microsecond, 4);
        await scenario.RecordAsync(ada, Visit, end, 8);

        var explanation = await server.Client.Scores.ExplainEngagementScoreAsync(new() { BuyingGroupId = scenario.GroupId });

        var date = DateOnly.Parse(day, CultureInfo.InvariantCulture);
        Assert.Equal(
            [(date.AddDays(-1), 1L), (date, 6L), (date.AddDays(1), 8L)],
            explanation.Roles[0].Members[0].ActivityTypes.Single().Days
                .Select(counted => (new DateOnly(counted.Day.Year, counted.Day.Month, counted.Day.Day), counted.Count))
                .OrderBy(counted => counted.Item1));
        var window = explanation.Basis.Window;
        Assert.Equal(zone, window.TimeZone);
        Assert.Equal((date.AddDays(1), date.AddDays(-28)), (Date(window.LastDay), Date(window.FirstDay)));
    }

    /// <summary>An activity, and the midnight at which its day leaves the window.</summary>
    public static TheoryData<string, string, string> Leaves => new()
    {
        { "UTC", "2026-02-01T12:00:00Z", "2026-03-03T00:00:00Z" },
        { "Asia/Kolkata", "2026-05-10T06:30:00Z", "2026-06-08T18:30:00Z" },
        { "Europe/Berlin", "2026-03-15T11:00:00Z", "2026-04-13T22:00:00Z" },
        { "Europe/Berlin", "2026-10-10T10:00:00Z", "2026-11-08T23:00:00Z" },
    };

    [Theory]
    [MemberData(nameof(Leaves))]
    public async Task A_score_goes_down_at_midnight_though_nothing_happens(string zone, string activity, string midnight)
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path, ("Server:TimeZone", zone));
        server.Clock.Set(Instant(activity));
        var scenario = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        await scenario.RecordAsync(ada, Visit, Instant(activity), 7);

        server.Clock.Set(Instant(midnight).AddMinutes(-2));
        var before = await scenario.ScoreAsync();
        Assert.Equal(RecordOutcome.Recorded, await scenario.RecordAsync(ada, "Click Link", Instant(activity), 3));
        server.Clock.Set(Instant(midnight));
        var after = await scenario.ScoreAsync();

        Assert.Equal((7.0, 0.0), (before.Score.Exact, after.Score.Exact));
        Assert.Equal(RecordOutcome.Expired, await scenario.RecordAsync(ada, Visit, Instant(activity), 3));
    }

    [Fact]
    public async Task Days_fall_out_one_by_one_as_they_pass()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path);
        var noon = Instant("2026-06-15T12:00:00Z");
        server.Clock.Set(noon);
        var scenario = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        await scenario.RecordAsync(ada, Visit, noon, 8);
        await scenario.RecordAsync(ada, Visit, noon.AddDays(-1), 4);
        await scenario.RecordAsync(ada, Visit, noon.AddDays(-28), 2);
        await scenario.RecordAsync(ada, Visit, noon.AddDays(-29), 1);

        var scores = new List<(int Days, double Score)>();
        foreach (var days in new[] { 0, 1, 2, 28, 29, 30, 31 })
        {
            server.Clock.Set(noon.AddDays(days));
            scores.Add((days, (await scenario.ScoreAsync()).Score.Exact));
        }

        Assert.Equal([(0, 15), (1, 14), (2, 12), (28, 12), (29, 8), (30, 0), (31, 0)], scores);
        var person = await server.Client.Scores.GetPersonEngagementScoreAsync(new() { PersonId = ada });
        Assert.Equal(0, person.PersonEngagementScore.Score.Exact);
    }

    [Fact]
    public async Task A_clock_that_jumps_from_day_to_day_drops_nothing_and_what_left_the_window_counts_no_more()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path);
        var scenario = new Scenario(server.Client);
        await scenario.AccountAsync(scenario.Account);
        var ada = await scenario.PersonAsync("Ada");
        var start = server.Clock.GetUtcNow();
        for (var day = 0; day <= 31; day++)
        {
            server.Clock.Set(start.AddDays(day));
            await scenario.RecordAsync(ada, Visit, start.AddDays(day));
        }

        var counters = await server.InspectAsync(scenario.Account, ada);

        Assert.Equal((32, 32), (counters.Counters.Count, counters.RememberedIds));
        var score = await server.Client.Scores.GetPersonEngagementScoreAsync(new() { PersonId = ada });
        Assert.Equal(30, score.PersonEngagementScore.Score.Exact);
    }

    [Fact]
    public async Task Counters_and_remembered_ids_expire_when_their_newest_day_leaves_the_window()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path);
        var scenario = new Scenario(server.Client);
        await scenario.AccountAsync(scenario.Account);
        var ada = await scenario.PersonAsync("Ada");
        var bob = await scenario.PersonAsync("Bob");
        var cyd = await scenario.PersonAsync("Cyd");
        var midnight = Instant("2026-06-15T00:00:00Z");
        server.Clock.Set(midnight.AddSeconds(-30));
        await scenario.RecordAsync(ada, Visit, midnight.AddDays(-30));
        await scenario.RecordAsync(bob, Visit, midnight.AddDays(-1));
        Assert.InRange((await server.InspectAsync(scenario.Account, ada)).CountersExpireIn!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.InRange(
            (await server.InspectAsync(scenario.Account, bob)).CountersExpireIn!.Value, TimeSpan.FromDays(29), TimeSpan.FromDays(29.01));

        // Recorded a second before its day leaves, the key lives a second.
        server.Clock.Set(midnight.AddSeconds(-1.5));
        await scenario.RecordAsync(cyd, Visit, midnight.AddDays(-30));
        await Task.Delay(TimeSpan.FromSeconds(3));

        var gone = await server.InspectAsync(scenario.Account, cyd);
        Assert.Equal((0, 0, null), (gone.Counters.Count, gone.RememberedIds, gone.CountersExpireIn));
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static DateOnly Date(Google.Type.Date date) => new(date.Year, date.Month, date.Day);
}
