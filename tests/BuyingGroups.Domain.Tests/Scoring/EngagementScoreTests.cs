using System.Numerics;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using Xunit;

namespace BuyingGroups.Domain.Tests.Scoring;

public class EngagementScoreTests
{
    private static readonly Day Today = new(20_000);
    private static readonly ScoringWindow Window = new(Today.AddDays(-29), Today);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(19, 19)]
    [InlineData(20, 20)]
    [InlineData(21, 20)]
    [InlineData(37, 20)]
    [InlineData(int.MaxValue, 20)]
    public void A_days_count_is_capped(int count, int capped) =>
        Assert.Equal(capped, EngagementScore.Capped(count, Models.Type(1, dailyCap: 20)));

    [Fact]
    public void Each_day_has_its_own_cap() =>
        Assert.Equal(40, RoleWeighted(Models.Of(Models.Type(1)), [Count(Today, 1, 30), Count(Today.AddDays(-1), 1, 30)]));

    [Fact]
    public void Each_type_has_its_own_cap() =>
        Assert.Equal(25, RoleWeighted(Models.Of(Models.Type(1), Models.Type(2, dailyCap: 5)), [Count(Today, 1, 30), Count(Today, 2, 30)]));

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 3)]
    [InlineData(29, 3)]
    [InlineData(30, 0)]
    public void Only_days_of_the_window_count(int daysAgo, double total) =>
        Assert.Equal(total, RoleWeighted(Models.Of(Models.Type(1)), [Count(Today.AddDays(-daysAgo), 1, 3)]));

    [Theory]
    [InlineData(ScoringMethod.RoleWeighted)]
    [InlineData(ScoringMethod.ActivityWeighted)]
    [InlineData(ScoringMethod.Normalized)]
    public void A_type_of_weight_0_is_scored_by_no_method(ScoringMethod method) =>
        Assert.Equal(0, EngagementScore.PersonTotal([Count(Today, 1, 3)], Models.Of(Models.Type(1, weight: 0)), Window, method).Numerator);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(ushort.MaxValue)]
    public void A_type_that_the_model_does_not_have_is_not_scored(int code) =>
        Assert.Equal(0, RoleWeighted(Models.Of(Models.Type(1), Models.Type(3)), [Count(Today, code, 3)]));

    [Fact]
    public void A_model_without_types_scores_nothing() => Assert.Equal(0, RoleWeighted(Models.Of(), [Count(Today, 1, 3)]));

    [Fact]
    public void Nobody_scores_nothing()
    {
        Assert.Equal(0, RoleWeighted(Models.Of(Models.Type(1)), []));
        Assert.Equal(0, ExactScore.Sum([]).Value);
    }

    [Fact]
    public void The_largest_group_that_the_bounds_allow_does_not_overflow()
    {
        // Every type code there is, on each day of the window, at the largest cap and weight; counts as large as a counter holds.
        var model = Models.Of([.. Enumerable.Range(1, ushort.MaxValue)
            .Select(code => Models.Type(code, ActivityType.MaxDailyCap, ActivityType.MaxWeight))]);
        var counters = (
            from daysAgo in Enumerable.Range(0, ScoringCalendar.WindowDays)
            from code in Enumerable.Range(1, ushort.MaxValue)
            select Count(Today.AddDays(-daysAgo), code, int.MaxValue)).ToArray();
        var person = EngagementScore.PersonTotal(counters, model, Window, ScoringMethod.ActivityWeighted);
        var expectedPerson = (BigInteger)30 * 65_535 * 1_000;
        Assert.Equal(expectedPerson * 100, person.Numerator);

        // 10,000 members in each of 20 vital roles: 200,000 members.
        var role = ExactScore.Sum(Enumerable.Repeat(person, 10_000));
        Assert.Equal(expectedPerson * 100 * 10_000, role.Numerator);
        var group = EngagementScore.GroupScore(Enumerable.Repeat((RoleWeighting.Vital, role), Role.MaxRoles));
        Assert.Equal(expectedPerson * 10_000 * group.Denominator, group.Numerator);
        Assert.Equal((long)(expectedPerson * 10_000), group.Displayed);
    }

    private static ActivityCount Count(Day day, int code, int count) => new(day, new ActivityTypeCode((ushort)code), count);

    private static double RoleWeighted(ScoringModel model, ActivityCount[] counters) =>
        EngagementScore.PersonTotal(counters, model, Window, ScoringMethod.RoleWeighted).Value;
}
