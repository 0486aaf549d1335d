using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.SeveralServers;

/// <summary>
/// A score that is asked for after a membership command was answered counts it, on every server, whatever became of Redis in between.
/// </summary>
public sealed class SharedRosterTests
{
    private const string Visit = "Visit Webpage";

    [SkippableTheory, InlineData(false), InlineData(true)]
    public async Task Two_hundred_random_commands_each_count_in_the_next_score_of_the_other_server(bool inBatch)
    {
        await using var servers = await TwoServers.StartAsync();
        var group = await GroupAsync(servers);
        var random = new Random(1);
        var expected = new HashSet<int>();
        for (var command = 0; command < 200; command++)
        {
            var (decider, other) = random.Next(2) == 0 ? (group.OnA, group.OnB) : (group.OnB, group.OnA);
            var member = random.Next(group.Members.Count);
            if (random.Next(2) == 0)
            {
                await decider.AssignAsync(group.Members[member], Scenario.Champion, MembershipSource.Manual);
                expected.Add(member);
            }
            else
            {
                await decider.RemoveAsync(group.Members[member], MembershipSource.Manual);
                expected.Remove(member);
            }

            Assert.Equal(expected.Sum(index => 1 << index), (await ScoreAsync(other, inBatch)).Score.Exact);
        }
    }

    [SkippableTheory, InlineData(false), InlineData(true)]
    public async Task A_command_that_was_answered_while_Redis_was_away_counts_once_Redis_is_back_with_its_data(bool inBatch)
    {
        await using var servers = await TwoServers.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        var group = await GroupAsync(servers);
        for (var round = 0; round < 3; round++)
        {
            // Both have the roster in mind before Redis goes.
            await ScoreAsync(group.OnA, inBatch);
            Assert.Equal((1 << round) - 1, (await ScoreAsync(group.OnB, inBatch)).Score.Exact);

            servers.Redis.Kill();
            await group.OnA.AssignAsync(group.Members[round], Scenario.Champion, MembershipSource.Manual);
            servers.Redis.Start();

            var score = await Eventually.AnswersAsync(() => ScoreAsync(group.OnB, inBatch));
            Assert.Equal((1 << (round + 1)) - 1, score.Score.Exact);
            await Eventually.AnswersAsync(() => ScoreAsync(group.OnA, inBatch));
        }
    }

    [SkippableTheory, InlineData(false), InlineData(true)]
    public async Task A_command_that_was_answered_while_Redis_was_away_counts_once_Redis_is_back_empty(bool inBatch)
    {
        await using var servers = await TwoServers.StartAsync();
        var group = await GroupAsync(servers);
        for (var round = 0; round < 3; round++)
        {
            await ScoreAsync(group.OnA, inBatch);
            await ScoreAsync(group.OnB, inBatch);

            servers.Redis.Kill();
            await group.OnA.AssignAsync(group.Members[round], Scenario.Champion, MembershipSource.Manual);
            servers.Redis.Start();

            var score = await Eventually.AnswersAsync(() => ScoreAsync(group.OnB, inBatch));
            Assert.Equal((round + 1, 0.0), (Assert.Single(score.Roles).Members, score.Score.Exact));
            await Eventually.AnswersAsync(() => ScoreAsync(group.OnA, inBatch));
        }
    }

    [SkippableTheory, InlineData(false), InlineData(true)]
    public async Task A_command_counts_that_was_answered_just_before_Redis_died_and_forgot_it(bool inBatch)
    {
        await using var servers = await TwoServers.StartAsync();
        var group = await GroupAsync(servers);
        await ScoreAsync(group.OnB, inBatch);
        for (var round = 0; round < 3; round++)
        {
            await group.OnA.AssignAsync(group.Members[round], Scenario.Champion, MembershipSource.Manual);
            servers.Redis.Kill();
            servers.Redis.Start();

            var score = await Eventually.AnswersAsync(() => ScoreAsync(group.OnB, inBatch));

            Assert.Equal(round + 1, Assert.Single(score.Roles).Members);
        }
    }

    [SkippableFact]
    public async Task A_scoring_model_that_was_activated_on_one_server_holds_for_the_next_score_on_the_other()
    {
        await using var servers = await TwoServers.StartAsync();
        var group = await GroupAsync(servers);
        await group.OnA.AssignAsync(group.Members[^1], Scenario.Champion, MembershipSource.Manual);
        var model = "default";
        foreach (var cap in new[] { 3, 1, 5 })
        {
            var copy = (await servers.A.Client.ScoringModels.DuplicateScoringModelAsync(
                new() { ScoringModelId = model, DisplayName = $"Cap {cap}" })).ScoringModel.ScoringModelId;
            await servers.A.Client.ScoringModels.UpdateActivityTypeAsync(
                new() { ScoringModelId = copy, ActivityType = new() { DisplayName = Visit, DailyCap = cap, Weight = 40 } });
            await group.OnB.ScoreAsync();

            await servers.A.Client.ScoringModels.ActivateScoringModelAsync(new() { ScoringModelId = copy });
            var score = await group.OnB.ScoreAsync();

            Assert.Equal((cap, copy), (score.Score.Exact, score.Basis.ScoringModelId));
            model = copy;
        }
    }

    // Both ways to ask: they read groups by code of their own.
    private static async Task<EngagementScore> ScoreAsync(Scenario scenario, bool inBatch)
    {
        if (!inBatch)
        {
            return await scenario.ScoreAsync();
        }

        var result =
            (await scenario.Client.Scores.BatchGetEngagementScoresAsync(new() { BuyingGroupIds = { scenario.GroupId } })).Results.Single();
        return result.EngagementScore ?? throw new RpcException(new Status((StatusCode)result.Error.Code, result.Error.Message));
    }

    /// <summary>A group without members, and four people of its account whose scores are 1, 2, 4 and 8.</summary>
    private static async Task<SharedGroup> GroupAsync(TwoServers servers)
    {
        var onA = await new Scenario(servers.A.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var group = new SharedGroup(onA, onA.Through(servers.B.Client), []);
        for (var person = 0; person < 4; person++)
        {
            group.Members.Add(await onA.PersonAsync($"Member{person}"));
        }

        await group.RecordAsync(servers.A);
        return group;
    }

    private sealed record SharedGroup(Scenario OnA, Scenario OnB, List<string> Members)
    {
        public async Task RecordAsync(RunningServer server) => await server.Client.Activities.BatchRecordActivitiesAsync(new()
        {
            Activities = { Members.Select((person, index) => Scenario.Activity(person, Visit, DateTimeOffset.UtcNow, 1 << index)) },
        });
    }
}
