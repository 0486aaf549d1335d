using BuyingGroups.Client;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Jobs;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Scores;

/// <summary>What normalized scores compare with: the highest of all groups, and of all people, as the last pass found them.</summary>
public sealed class HighestScoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task People_compare_with_the_highest_of_all_people_in_a_group_or_not(bool onRedis)
    {
        using var redis = onRedis ? new RedisServer() : null;
        (string, string)[] stores = redis is null ? [] : [("Redis:ConnectionString", redis.ConnectionString)];
        await using var server = await RunningServer.StartAsync(
            _folder.Path, [("Jobs:DailyAt", ""), ("Jobs:AccountsAtOnce", "1"), .. stores]);
        var scenario = await new JobScenario(server.Client).SetUpAsync(accounts: 4);
        await scenario.CreateGroupsAsync();
        var (low, middle) = (JobScenario.Person(0, JobScenario.Chief), JobScenario.Person(2, JobScenario.Chief));
        // An engineer qualifies for nothing, and account 3 has no group at all.
        var high = JobScenario.Person(3, JobScenario.Engineer);
        await RecordAsync(server, low, ("Click Email", 3));
        await RecordAsync(server, middle, ("Click Email", 12));
        await RecordAsync(server, high, ("Click Email", 20), ("Open Email", 20), ("Open Sales Email", 8));

        var job = await scenario.MaintainAsync();

        Assert.Equal((16, 16), (job.Progress.PeopleTotal, job.Progress.PeopleDone));
        // 100 × √(0.9 ÷ 14.4) and 100 × √(3.6 ÷ 14.4)
        Assert.Equal((25d, 25L, 14.4), await NormalizedAsync(server.Client, low));
        Assert.Equal((50d, 50L, 14.4), await NormalizedAsync(server.Client, middle));
        Assert.Equal((100d, 100L, 14.4), await NormalizedAsync(server.Client, high));
    }

    [Fact]
    public async Task A_person_who_scores_less_than_before_is_not_the_highest_any_more_after_the_next_pass()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", ""));
        var scenario = await new JobScenario(server.Client).SetUpAsync(accounts: 1);
        var (one, other) = (JobScenario.Person(0, JobScenario.Chief), JobScenario.Person(0, JobScenario.Engineer));
        await RecordAsync(server, one, ("Click Email", 16));
        await scenario.MaintainAsync();
        server.Clock.Advance(TimeSpan.FromDays(31));
        await RecordAsync(server, other, ("Click Email", 4));
        Assert.Equal(50, (await NormalizedAsync(server.Client, other)).Exact);

        await scenario.MaintainAsync();

        Assert.Equal((100d, 100L, 1.2), await NormalizedAsync(server.Client, other));
    }

    [Fact]
    public async Task A_normalized_score_of_seven_and_a_half_is_shown_as_8()
    {
        await using var server = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", ""));
        var copy = (await server.Client.ScoringModels.DuplicateScoringModelAsync(
            new() { ScoringModelId = "default", DisplayName = "Hundred" })).ScoringModel;
        foreach (var (type, weight) in new[] { ("Click Link", 100), ("Fill Out Form", 25) })
        {
            await server.Client.ScoringModels.UpdateActivityTypeAsync(new()
            {
                ScoringModelId = copy.ScoringModelId,
                ActivityType = new() { DisplayName = type, Weight = weight, DailyCap = 1000 },
            });
        }

        await server.Client.ScoringModels.ActivateScoringModelAsync(new() { ScoringModelId = copy.ScoringModelId });
        // Of three roles that weigh the same, one with 400: a third of it. Of a group with one role, three times a quarter.
        var high = await new Scenario(server.Client).GroupAsync(
            (Scenario.Champion, RoleWeighting.Normal, false, 1),
            (Scenario.Influencer, RoleWeighting.Normal, false, 1),
            (Scenario.DecisionMaker, RoleWeighting.Normal, false, 1));
        var low = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, false, 1));
        await RecordAsync(server, await high.MemberAsync("Ada", Scenario.Champion), ("Click Link", 400));
        await RecordAsync(server, await low.MemberAsync("Bob", Scenario.Champion), ("Fill Out Form", 3));

        await new JobScenario(server.Client).MaintainAsync();

        var score = await low.ScoreAsync(ScoringMethod.Normalized);
        Assert.Equal((7.5, 8L), (score.Score.Exact, score.Score.Displayed));
        Assert.Equal((0.75, 400 / 3.0), (score.Basis.Normalization.ActivityWeightedScore, score.Basis.Normalization.HighestScore));
    }

    [SkippableFact]
    public async Task Once_a_pass_has_succeeded_every_server_compares_with_what_it_has_found()
    {
        await using var servers = await TwoServers.StartWithAsync(("Jobs:DailyAt", ""));
        var scenario = await new JobScenario(servers.A.Client).SetUpAsync(accounts: 3);
        await scenario.CreateGroupsAsync();
        var (low, high) = (JobScenario.Person(0, JobScenario.Chief), JobScenario.Person(2, JobScenario.Chief));
        await RecordAsync(servers.A, low, ("Click Email", 1));
        // Four times as much each round, which halves the other's score: 4, 16, 64.
        (string, long)[][] more =
            [[("Click Email", 4)], [("Click Email", 12)], [("Open Email", 20), ("Click Sales Email", 20), ("Open Sales Email", 8)]];
        foreach (var (round, activities) in more.Index())
        {
            await RecordAsync(servers.A, high, activities);
            using var asking = new CancellationTokenSource();
            var asked = AskAsync(asking.Token);

            await scenario.MaintainAsync();

            foreach (var client in new[] { servers.A.Client, servers.B.Client })
            {
                Assert.Equal(50 / Math.Pow(2, round), (await NormalizedAsync(client, low)).Exact);
            }

            await asking.CancelAsync();
            await asked;
        }

        // Keeps the state of both servers young.
        async Task AskAsync(CancellationToken cancellationToken)
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await NormalizedAsync(servers.A.Client, low);
                await NormalizedAsync(servers.B.Client, low);
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    private static async Task<(double Exact, long Displayed, double Highest)> NormalizedAsync(BuyingGroupsClient client, string person)
    {
        var score = (await client.Scores.GetPersonEngagementScoreAsync(
            new() { PersonId = person, Method = ScoringMethod.Normalized })).PersonEngagementScore;
        return (score.Score.Exact, score.Score.Displayed, score.Basis.Normalization.HighestScore);
    }

    private static async Task RecordAsync(RunningServer server, string person, params (string Type, long Count)[] activities)
    {
        foreach (var (type, count) in activities.Where(each => each.Count > 0))
        {
            await server.Client.Activities.RecordActivityAsync(
                new() { Activity = Scenario.Activity(person, type, server.Clock.GetUtcNow(), count) });
        }
    }
}
