using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Rpc;
using Xunit;

namespace BuyingGroups.Server.Tests.Scores;

/// <summary>What callers see of engagement and completeness beyond the worked example.</summary>
public sealed class EngagementScoreTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    [Fact]
    public async Task A_group_without_activity_scores_0()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        await scenario.MemberAsync("Ada", Scenario.Influencer);

        var score = await scenario.ScoreAsync();

        Assert.Equal((0.0, 0), (score.Score.Exact, score.Score.Displayed));
        Assert.Equal([0, 1, 0], score.Roles.Select(role => role.Members));
    }

    [Fact]
    public async Task Activity_from_before_a_member_joined_counts_from_the_assignment_on()
    {
        var scenario = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, false, 1));
        var ada = await scenario.PersonAsync("Ada");
        await scenario.RecordAsync(ada, "Click Link", DateTimeOffset.UtcNow.AddDays(-7), 3);
        Assert.Equal(0, (await scenario.ScoreAsync()).Score.Exact);

        await scenario.AssignAsync(ada, Scenario.Champion, MembershipSource.Journey);
        Assert.Equal(3, (await scenario.ScoreAsync()).Score.Exact);

        await scenario.RemoveAsync(ada, MembershipSource.Journey);
        Assert.Equal(0, (await scenario.ScoreAsync()).Score.Exact);
    }

    [Fact]
    public async Task The_answer_says_what_it_was_computed_from()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var before = DateTimeOffset.UtcNow;

        var basis = (await scenario.ScoreAsync()).Basis;

        Assert.Equal(ScoringMethod.RoleWeighted, basis.Method);
        Assert.NotEmpty(basis.ScoringModelId);
        Assert.NotEmpty(basis.ScoringModelDisplayName);
        Assert.Equal("UTC", basis.Window.TimeZone);
        var last = new DateOnly(basis.Window.LastDay.Year, basis.Window.LastDay.Month, basis.Window.LastDay.Day);
        var first = new DateOnly(basis.Window.FirstDay.Year, basis.Window.FirstDay.Month, basis.Window.FirstDay.Day);
        Assert.Equal(29, last.DayNumber - first.DayNumber);
        Assert.Equal(DateOnly.FromDateTime(basis.ComputeTime.ToDateTime()), last);
        Assert.InRange(basis.ComputeTime.ToDateTimeOffset(), before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Null(basis.Normalization);
    }

    [Fact]
    public async Task Many_groups_are_answered_item_by_item_in_order()
    {
        var scenarios = new List<Scenario>();
        for (var index = 0; index < 5; index++)
        {
            var scenario = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 2));
            var member = await scenario.MemberAsync("Ada", Scenario.Champion);
            await scenario.RecordAsync(member, "Open Email", DateTimeOffset.UtcNow, index + 1);
            scenarios.Add(scenario);
        }

        string[] ids = [scenarios[4].GroupId, "nobody", scenarios[0].GroupId, "", scenarios[2].GroupId, scenarios[0].GroupId];
        foreach (var repeat in new[] { "cold", "cached" })
        {
            var engagement = await server.Client.Scores.BatchGetEngagementScoresAsync(new() { BuyingGroupIds = { ids } });
            Assert.True(
                engagement.Results.Select(result => result.EngagementScore?.Score.Exact).SequenceEqual([5, null, 1, null, 3, 1]), repeat);
            Assert.Equal((int)Code.NotFound, engagement.Results[1].Error.Code);
            Assert.Equal((int)Code.InvalidArgument, engagement.Results[3].Error.Code);
            Assert.Equal(
                "buying_group_ids[3]", engagement.Results[3].Error.GetDetail<BadRequest>()!.FieldViolations[0].Field.Split('.')[0]);
        }

        var completeness = await server.Client.Scores.BatchGetCompletenessScoresAsync(new() { BuyingGroupIds = { ids } });
        Assert.Equal([50.0, null, 50, null, 50, 50], completeness.Results.Select(result => result.CompletenessScore?.Score.Exact));
        Assert.Equal((int)Code.NotFound, completeness.Results[1].Error.Code);
    }

    [Fact]
    public async Task Two_of_three_required_roles_filled_shows_67()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        await scenario.MemberAsync("Ada", Scenario.Influencer);
        await scenario.MemberAsync("Bob", Scenario.Practitioner);

        var score = (await server.Client.Scores.GetCompletenessScoreAsync(new() { BuyingGroupId = scenario.GroupId })).CompletenessScore;

        Assert.Equal(67, score.Score.Displayed);
        Assert.Equal([0, 100, 100], score.Roles.Select(role => role.Score.Displayed));
        Assert.Equal([1, 0, 0], score.Roles.Select(role => role.MissingMembers));
        var group = await server.Client.Groups.GetBuyingGroupAsync(new() { BuyingGroupId = scenario.GroupId });
        Assert.Equal(score.Score, group.BuyingGroup.Completeness);
    }

    [Fact]
    public async Task A_member_of_several_groups_counts_in_each()
    {
        var first = await new Scenario(server.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, false, 1));
        var ada = await first.MemberAsync("Ada", Scenario.Champion);
        var second = await server.Client.SolutionInterests.CreateSolutionInterestAsync(
            new() { SolutionInterest = new() { DisplayName = first.Unique("Second"), RoleTemplateId = first.TemplateId } });
        var group = await server.Client.Groups.CreateBuyingGroupAsync(new()
        {
            BuyingGroup = new() { SolutionInterestId = second.SolutionInterest.SolutionInterestId, AccountId = first.Account },
        });
        await server.Client.Memberships.AssignMemberAsync(new()
        {
            BuyingGroupId = group.BuyingGroup.BuyingGroupId,
            PersonId = ada,
            RoleId = Scenario.Champion,
            Source = MembershipSource.System,
        });
        await first.RecordAsync(ada, "Has attended event", DateTimeOffset.UtcNow, 4);

        var scores = await server.Client.Scores.BatchGetEngagementScoresAsync(
            new() { BuyingGroupIds = { first.GroupId, group.BuyingGroup.BuyingGroupId } });

        Assert.Equal([4, 4], scores.Results.Select(result => result.EngagementScore.Score.Exact));
    }
}
