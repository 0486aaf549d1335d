using BuyingGroups.Server.Demo;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Scores;

/// <summary>The acceptance test of the calculation, over a real channel to a server on the embedded stores.</summary>
public sealed class WorkedExampleTests : IAsyncLifetime
{
    private readonly EmbeddedServer _server = new();
    private string _groupId = "";

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _groupId = await new ExampleClient(_server.Client).PlayAsync(CancellationToken.None);
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Scores_35_point_25_by_role_weights()
    {
        var answer = await _server.Client.Scores.GetEngagementScoreAsync(new() { BuyingGroupId = _groupId });

        var score = answer.EngagementScore;
        Assert.Equal(35.25, score.Score.Exact);
        Assert.Equal(35, score.Score.Displayed);
        Assert.Equal([52, 28, 17], score.Roles.Select(role => role.Total));
        Assert.Equal([2, 1, 3], score.Roles.Select(role => role.Members));
        Assert.Equal([41.67, 33.33, 25.00], score.Roles.Select(role => Math.Round(role.Percentage, 2)));
        Assert.Equal([21.67, 9.33, 4.25], score.Roles.Select(role => Math.Round(role.Share, 2)));
    }

    [Fact]
    public async Task Scores_by_activity_weights()
    {
        // Visit Webpage counts 40 %, Click Email 30 %, Downloaded Publication (as the example adds it) 60 %:
        // Decision Maker (35 + 8) × 0.4 + (2 + 2) × 0.3 + 5 × 0.6 = 21.4; Influencer 28 × 0.4 = 11.2;
        // Practitioner 8 × 0.4 + 6 × 0.3 + 3 × 0.6 = 6.8.  (21.4 × 100 + 11.2 × 80 + 6.8 × 60) ÷ 240 = 14.35
        var answer = await _server.Client.Scores.GetEngagementScoreAsync(
            new() { BuyingGroupId = _groupId, Method = ScoringMethod.ActivityWeighted });

        Assert.Equal(14.35, answer.EngagementScore.Score.Exact, 12);
        Assert.Equal(14, answer.EngagementScore.Score.Displayed);
        Assert.Equal([21.4, 11.2, 6.8], answer.EngagementScore.Roles.Select(role => Math.Round(role.Total, 10)));
    }

    [Fact]
    public async Task Normalizes_to_100_as_long_as_no_higher_score_is_known()
    {
        var answer = await _server.Client.Scores.GetEngagementScoreAsync(
            new() { BuyingGroupId = _groupId, Method = ScoringMethod.Normalized });

        Assert.Equal(100, answer.EngagementScore.Score.Displayed);
        var basis = answer.EngagementScore.Basis;
        Assert.Equal(14.35, basis.Normalization.ActivityWeightedScore, 12);
        Assert.Equal(14.35, basis.Normalization.HighestScore, 12);
        Assert.Equal(basis.ComputeTime, basis.Normalization.HighestScoreTime);
        Assert.Equal(100, answer.EngagementScore.Roles.Sum(role => role.Share), 9);
    }

    [Theory]
    [InlineData(ScoringMethod.RoleWeighted)]
    [InlineData(ScoringMethod.ActivityWeighted)]
    [InlineData(ScoringMethod.Normalized)]
    public async Task The_shares_of_the_explanation_add_up_to_the_score_at_every_level(ScoringMethod method)
    {
        var explanation = await _server.Client.Scores.ExplainEngagementScoreAsync(new() { BuyingGroupId = _groupId, Method = method });

        Assert.Equal(explanation.Score.Exact, explanation.Roles.Sum(role => role.Role.Share), 9);
        foreach (var role in explanation.Roles)
        {
            Assert.Equal(role.Role.Share, role.Members.Sum(member => member.Share), 9);
            Assert.Equal(role.Role.Total, role.Members.Sum(member => member.Total), 9);
            foreach (var member in role.Members)
            {
                Assert.Equal(member.Share, member.ActivityTypes.Sum(type => type.Share), 9);
                foreach (var type in member.ActivityTypes)
                {
                    Assert.Equal(type.Share, type.Days.Sum(day => day.Share), 9);
                }
            }
        }
    }

    [Fact]
    public async Task The_explanation_keeps_the_true_count_beside_the_capped_one()
    {
        var explanation = await _server.Client.Scores.ExplainEngagementScoreAsync(new() { BuyingGroupId = _groupId });

        var adam = explanation.Roles[0].Members.Single(member => member.FirstName == "Adam");
        var visits = adam.ActivityTypes.Single(type => type.ActivityType == WorkedExample.VisitedWebsite);
        Assert.Equal([(37, 20), (15, 15)], visits.Days.Select(day => (day.Count, day.CappedCount)));
        Assert.Equal((20, 40, 35), (visits.DailyCap, visits.Weight, visits.Total));
        Assert.Equal(37, adam.Total);
    }

    [Fact]
    public async Task An_explanation_of_some_members_keeps_their_shares_of_the_whole()
    {
        var all = await _server.Client.Scores.ExplainEngagementScoreAsync(new() { BuyingGroupId = _groupId });
        var one = await _server.Client.Scores.ExplainEngagementScoreAsync(
            new() { BuyingGroupId = _groupId, PersonIds = { WorkedExample.PersonId("Calvin") } });

        Assert.Equal(all.Score, one.Score);
        var calvin = Assert.Single(one.Roles.SelectMany(role => role.Members));
        Assert.Equal(all.Roles[2].Members.Single(member => member.FirstName == "Calvin"), calvin);
    }

    [Fact]
    public async Task A_person_scores_the_sum_of_the_capped_counts()
    {
        var adam = await PersonAsync("Adam", ScoringMethod.RoleWeighted);
        Assert.Equal((37.0, 37), (adam.Score.Exact, adam.Score.Displayed));

        // 35 × 40 % + 2 × 30 %
        var weighted = await PersonAsync("Adam", ScoringMethod.ActivityWeighted);
        Assert.Equal(14.6, weighted.Score.Exact, 12);
        Assert.Equal(15, weighted.Score.Displayed);

        Assert.Equal(100, (await PersonAsync("Adam", ScoringMethod.Normalized)).Score.Displayed);
    }

    [Fact]
    public async Task Completeness_is_100_with_every_role_filled()
    {
        var answer = await _server.Client.Scores.GetCompletenessScoreAsync(new() { BuyingGroupId = _groupId });

        Assert.Equal(100, answer.CompletenessScore.Score.Exact);
        Assert.Equal([2, 1, 3], answer.CompletenessScore.Roles.Select(role => role.AssignedMembers));
    }

    private async Task<PersonEngagementScore> PersonAsync(string name, ScoringMethod method) =>
        (await _server.Client.Scores.GetPersonEngagementScoreAsync(
            new() { PersonId = WorkedExample.PersonId(name), Method = method })).PersonEngagementScore;
}
