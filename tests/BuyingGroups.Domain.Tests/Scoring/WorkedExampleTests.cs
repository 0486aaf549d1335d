using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using Xunit;

namespace BuyingGroups.Domain.Tests.Scoring;

/// <summary>The acceptance test of the calculation: a group of six on two days, every expected number worked out by hand.</summary>
public class WorkedExampleTests
{
    private static readonly Day Today = Day.From(new DateOnly(2026, 9, 30));
    private static readonly Day Yesterday = Today.AddDays(-1);
    private static readonly ScoringWindow Window = new(Today.AddDays(-29), Today);

    private static readonly ActivityType Website = Models.Type(1, weight: 40);
    private static readonly ActivityType Email = Models.Type(2, weight: 30);
    private static readonly ActivityType Publication = Models.Type(36, weight: 50);
    private static readonly ScoringModel Model = Models.Of(Website, Email, Publication);

    private static readonly Dictionary<string, ActivityCount[]> Counters = new()
    {
        ["Adam"] = [.. Did(Website, 37, 15), .. Did(Email, 1, 1)],
        ["Mark"] = [.. Did(Website, 5, 3), .. Did(Email, 1, 1), .. Did(Publication, 3, 2)],
        ["John"] = [.. Did(Website, 19, 9)],
        ["Bob"] = [.. Did(Email, 1, 1)],
        ["Paul"] = [.. Did(Email, 1, 1)],
        ["Calvin"] = [.. Did(Email, 1, 1), .. Did(Website, 1, 7), .. Did(Publication, 1, 2)],
    };

    private static readonly (string Role, RoleWeighting Weighting, string[] Members)[] Roles =
    [
        ("Decision Maker", RoleWeighting.Vital, ["Adam", "Mark"]),
        ("Influencer", RoleWeighting.Important, ["John"]),
        ("Practitioner", RoleWeighting.Normal, ["Bob", "Paul", "Calvin"]),
    ];

    [Theory]
    [InlineData("Adam", 37)] // 20 of 37 + 15, 1 + 1
    [InlineData("Mark", 15)] // 5 + 3, 1 + 1, 3 + 2
    [InlineData("John", 28)] // 19 + 9
    [InlineData("Bob", 2)]
    [InlineData("Paul", 2)]
    [InlineData("Calvin", 13)] // 1 + 1, 1 + 7, 1 + 2
    public void A_role_weighted_person_total_is_the_sum_of_the_capped_counts(string person, double total) =>
        Assert.Equal(total, PersonTotal(person, ScoringMethod.RoleWeighted).Value);

    [Theory]
    [InlineData("Decision Maker", 52)]
    [InlineData("Influencer", 28)]
    [InlineData("Practitioner", 17)]
    public void A_role_weighted_role_total_is_the_sum_over_its_members(string role, double total) =>
        Assert.Equal(total, RoleTotal(role, ScoringMethod.RoleWeighted).Value);

    [Fact]
    public void The_role_weighted_score_is_35_and_a_quarter()
    {
        // 52 × 100/240 + 28 × 80/240 + 17 × 60/240 = 21.67 + 9.33 + 4.25
        var score = GroupScore(ScoringMethod.RoleWeighted);
        Assert.Equal(35.25, score.Value);
        Assert.Equal(35, score.Displayed);
    }

    [Theory]
    [InlineData("Adam", 14.6)] // 35 × 0.4 + 2 × 0.3
    [InlineData("Mark", 6.3)] // 8 × 0.4 + 2 × 0.3 + 5 × 0.5
    [InlineData("John", 11.2)] // 28 × 0.4
    [InlineData("Bob", 0.6)] // 2 × 0.3
    [InlineData("Paul", 0.6)]
    [InlineData("Calvin", 5.3)] // 2 × 0.3 + 8 × 0.4 + 3 × 0.5
    public void An_activity_weighted_person_total_weighs_each_type(string person, double total) =>
        Assert.Equal(total, PersonTotal(person, ScoringMethod.ActivityWeighted).Value);

    [Theory]
    [InlineData("Decision Maker", 20.9)]
    [InlineData("Influencer", 11.2)]
    [InlineData("Practitioner", 6.5)]
    public void An_activity_weighted_role_total_is_the_sum_over_its_members(string role, double total) =>
        Assert.Equal(total, RoleTotal(role, ScoringMethod.ActivityWeighted).Value);

    [Fact]
    public void The_activity_weighted_score_is_14_and_a_fifteenth()
    {
        // (20.9 × 100 + 11.2 × 80 + 6.5 × 60) ÷ 240 = (2090 + 896 + 390) ÷ 240 = 3376 ÷ 240 = 14.0666…
        var score = GroupScore(ScoringMethod.ActivityWeighted);
        Assert.Equal(211 / 15.0, score.Value);
        Assert.Equal(14, score.Displayed);
    }

    [Fact]
    public void The_normalized_method_totals_as_the_activity_weighted_one() =>
        Assert.Equal(GroupScore(ScoringMethod.ActivityWeighted), GroupScore(ScoringMethod.Normalized));

    [Theory]
    [InlineData(844, 15, 50)] // four times the score: √¼
    [InlineData(20, 1, 83.864971)] // √0.70333…
    [InlineData(14, 1, 100)] // the group's own is higher, so that is the highest
    [InlineData(0, 1, 100)] // no pass has stored one yet
    public void The_normalized_score_compares_with_the_highest(long numerator, long denominator, double normalized) =>
        Assert.Equal(normalized, NormalizedScore.Of(GroupScore(ScoringMethod.Normalized), new ExactScore(numerator, denominator)).Exact, 6);

    [Fact]
    public void A_person_is_normalized_against_the_highest_person()
    {
        // √(6.3 ÷ 14.6) = √0.4315068
        var mark = PersonTotal("Mark", ScoringMethod.Normalized);
        var adam = PersonTotal("Adam", ScoringMethod.Normalized);
        Assert.Equal(65.68918, NormalizedScore.Of(mark, adam).Exact, 5);
    }

    [Theory]
    [InlineData(RoleWeighting.Vital, 41.67)]
    [InlineData(RoleWeighting.Important, 33.33)]
    [InlineData(RoleWeighting.Normal, 25)]
    public void A_role_percentage_is_its_weighting_over_the_sum_of_all(RoleWeighting weighting, double percentage) =>
        Assert.Equal(percentage, EngagementScore.RolePercentage(weighting, Roles.Select(role => role.Weighting)), 2);

    [Fact]
    public void A_role_without_members_still_takes_its_share_of_the_weightings()
    {
        // 35.25 × 240 ÷ (240 + 20)
        var score = EngagementScore.GroupScore([.. RoleTotals(ScoringMethod.RoleWeighted), (RoleWeighting.Trivial, ExactScore.Zero)]);
        Assert.Equal(8460 / 260.0, score.Value);
    }

    [Fact]
    public void A_template_without_roles_scores_nothing() => Assert.Equal(0, EngagementScore.GroupScore([]).Value);

    private static ActivityCount[] Did(ActivityType type, int yesterday, int today) =>
        [new(Yesterday, type.Code, yesterday), new(Today, type.Code, today)];

    private static ExactScore PersonTotal(string person, ScoringMethod method) =>
        EngagementScore.PersonTotal(Counters[person], Model, Window, method);

    private static ExactScore RoleTotal(string role, ScoringMethod method) =>
        ExactScore.Sum(Roles.Single(each => each.Role == role).Members.Select(member => PersonTotal(member, method)));

    private static IEnumerable<(RoleWeighting, ExactScore)> RoleTotals(ScoringMethod method) =>
        Roles.Select(role => (role.Weighting, RoleTotal(role.Role, method)));

    private static ExactScore GroupScore(ScoringMethod method) => EngagementScore.GroupScore(RoleTotals(method));
}
