using System.Numerics;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using CsCheck;
using Xunit;

namespace BuyingGroups.Domain.Tests.Scoring;

public class CompletenessScoreTests
{
    /// <summary>(required members, assigned members) of each required role → the displayed score.</summary>
    public static TheoryData<(int Required, int Assigned)[], int> Displayed => new()
    {
        { [(1, 1), (1, 1), (1, 1), (1, 0)], 75 },
        { [(1, 1), (1, 1), (1, 0)], 67 }, // 66.67
        { [(3, 2)], 67 },
        { [(1, 1), (1, 0), (1, 0)], 33 },
        { [(1, 0)], 0 },
        { [(1, 1)], 100 },
        { [(2, 1), (1, 1)], 75 },
        { [(2, 9), (2, 1)], 75 }, // an over-filled role is a filled one
        { [(1, 1_000), (1, 0)], 50 },
        { [(8, 1)], 13 }, // 12.5
        { [(200, 1)], 1 }, // 0.5
        { [(200, 151)], 76 }, // 75.5
        { [(200, 153)], 77 }, // 76.5, where half to even says 76
        { [(1_000, 994)], 99 },
        { [(1_000, 995)], 100 }, // 99.5, as 75.89999 is shown as 76
    };

    /// <summary>Parts without an end in decimals, whose mean is a half all the same.</summary>
    public static TheoryData<(int Required, int Assigned)[], int> ExactHalves => new()
    {
        { [(3, 1), (6, 1), (1, 0), (1, 0)], 13 }, // ⅓ + ⅙ of 4: 12.5
        { [(3, 1), (6, 1), (1, 1), (1, 0)], 38 }, // 37.5
        { [(3, 1), (3, 1), (3, 1), (1, 0), (1, 0), (1, 0), (1, 0), (1, 0)], 13 }, // 1 of 8
        { [(3, 2), (3, 2), (3, 2), (1, 1), (1, 0), (1, 0), (1, 0), (1, 0)], 38 }, // 3 of 8
        { [(7, 1), (7, 2), (7, 4), (1, 0), (9, 4), (9, 5), (11, 3), (11, 8)], 38 }, // 3 of 8
        { [(13, 12), (13, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1)], 88 }, // 7 of 8
        { [(300, 1), (300, 1), (600, 5)], 1 }, // ⅓ + ⅓ + ⅚ percent of 3: 0.5
        { [(3, 1), (6, 1), (7, 5), (14, 4), (200, 5)], 31 }, // 1.525 of 5: 30.5
        // These three come out as …4999… in decimals, and the rounding must not fall for it.
        { [(1, 1), (12, 1), (12, 1), (3, 1)], 38 }, // 1 + ⅙ + ⅓ of 4: 37.5
        { [(300, 1), (3, 3), (3, 1), (12, 1)], 36 }, // 1.42 of 4: 35.5
        { [(3, 1), (1, 0), (1, 1), (3, 1), (3, 1), (3, 3), (6, 0), (12, 0)], 38 }, // 3 of 8: 37.5
    };

    [Theory]
    [MemberData(nameof(Displayed))]
    [MemberData(nameof(ExactHalves))]
    public void The_score_is_the_mean_over_the_required_roles((int Required, int Assigned)[] roles, int displayed) =>
        Assert.Equal(displayed, Score([.. roles.Select(role => (true, role.Required, role.Assigned))]).Displayed);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_group_that_requires_no_role_is_complete(int optionalRoles) =>
        Assert.Equal(100, Score([.. Enumerable.Repeat((false, 1, 0), optionalRoles)]).Exact);

    [Fact]
    public void Optional_roles_do_not_count() => Assert.Equal(50, Score((true, 2, 1), (false, 1, 1), (false, 5, 0)).Exact);

    [Fact]
    public void Two_of_three_is_66_and_two_thirds_and_shows_as_67()
    {
        var score = Score((true, 1, 1), (true, 1, 1), (true, 1, 0));
        Assert.Equal(200 / 3.0, score.Exact);
        Assert.Equal(67, score.Displayed);
    }

    [Theory]
    [InlineData(7, 1, 14.285714285714286)] // a decimal made a double says …285
    [InlineData(7, 3, 42.857142857142854)]
    [InlineData(3, 1, 33.333333333333336)]
    [InlineData(9, 7, 77.77777777777777)]
    public void The_exact_score_is_the_nearest_double(int required, int assigned, double exact)
    {
        var score = Score((true, required, assigned));
        Assert.Equal((exact, exact), (score.Exact, score.Roles[0].Exact));
    }

    [Theory]
    [InlineData(200, 13, 7)] // 6.5, where half to even says 6
    [InlineData(200, 15, 8)] // 7.5, where both say 8
    [InlineData(200, 17, 9)] // 8.5, where half to even says 8
    public void A_half_is_rounded_away_from_zero_in_groups_and_roles(int required, int assigned, int displayed)
    {
        var score = Score((true, required, assigned));
        Assert.Equal((displayed, displayed), (score.Displayed, score.Roles[0].Displayed));
    }

    [Fact]
    public void Each_role_has_its_score_in_the_templates_order()
    {
        var roles = Score((true, 3, 2), (false, 2, 0), (true, 1, 4)).Roles;
        Assert.Equal(["role 0", "role 1", "role 2"], roles.Select(role => role.Role.RoleId.Value));
        Assert.Equal([67, 0, 100], roles.Select(role => role.Displayed));
        Assert.Equal([2, 0, 4], roles.Select(role => role.AssignedMembers));
        Assert.Equal([1, 2, 0], roles.Select(role => role.MissingMembers));
    }

    [Fact]
    public void The_displayed_score_is_the_nearest_whole_percentage_of_the_fraction_that_it_is() =>
        Gen.Select(Gen.Bool, Gen.OneOf(Gen.Int[1, 12], Gen.Int[1, TemplateRole.MaxRequiredMembers]), Gen.Int[0, 1_200])
            .Select((required, members, assigned) => (required, members, assigned % (members + 2)))
            .Array[0, Role.MaxRoles]
            .Sample(
                roles =>
                {
                    var score = Score(roles);
                    var (numerator, denominator) = Oracle(roles);
                    Assert.Equal((int)((2 * numerator + denominator) / (2 * denominator)), score.Displayed);
                    Assert.True(
                        Doubles.IsNearest(score.Exact, numerator, denominator),
                        $"{score.Exact:R} isn't nearest to {numerator} ÷ {denominator}");
                },
                iter: 5_000);

    /// <summary>The score as a fraction of whole numbers: 100 × Σ(min ÷ required) ÷ n over one denominator.</summary>
    private static (BigInteger Numerator, BigInteger Denominator) Oracle((bool Required, int Members, int Assigned)[] roles)
    {
        var required = roles.Where(role => role.Required).ToArray();
        if (required.Length == 0)
        {
            return (100, 1);
        }

        var product = required.Aggregate(BigInteger.One, (so, role) => so * role.Members);
        var filled = required.Aggregate(
            BigInteger.Zero, (sum, role) => sum + product / role.Members * Math.Min(role.Members, role.Assigned));
        return (100 * filled, product * required.Length);
    }

    private static CompletenessScore Score(params (bool Required, int Members, int Assigned)[] roles)
    {
        var template = roles.Select((role, index) => new TemplateRole(
            new RoleId($"role {index}"), $"Role {index}", RoleWeighting.Normal, role.Required, role.Members)).ToArray();
        var assigned = roles.Select((role, index) => (index, role.Assigned)).ToDictionary(
            role => new RoleId($"role {role.index}"), role => role.Assigned);
        return CompletenessScore.Of(template, role => assigned[role]);
    }
}
