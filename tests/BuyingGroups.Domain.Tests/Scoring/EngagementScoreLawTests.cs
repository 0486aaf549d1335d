using BuyingGroups.Domain.Scoring;
using CsCheck;
using Xunit;

namespace BuyingGroups.Domain.Tests.Scoring;

/// <summary>Laws of the engagement score, on random groups, models, activities, days and zones.</summary>
public class EngagementScoreLawTests
{
    [Fact]
    public void The_score_is_what_the_raw_activities_add_up_to() =>
        Scenario.Any.Sample(
            it =>
            {
                var expected = RawActivities.GroupScore(it.Activities, it.Group, it.Method, it.Now, it.Zone);
                Assert.Equal(expected, (decimal)it.Score.Numerator / it.Score.Denominator);
                Assert.Equal((double)expected, it.Score.Value, 1e-9);
                Assert.Equal((long)Math.Round(expected, MidpointRounding.AwayFromZero), it.Score.Displayed);
            },
            iter: 2_000);

    [Fact]
    public void The_score_never_depends_on_the_order_of_recording() =>
        Gen.SelectMany(Scenario.Any, it => Gen.Shuffle(it.Activities, it.Activities.Length).Select(shuffled => (it, shuffled)))
            .Sample((it, shuffled) => it with { Activities = shuffled } is var other && other.Score == it.Score);

    [Fact]
    public void A_total_never_depends_on_the_order_of_the_counters() =>
        Gen.SelectMany(
            Scenario.Any, it => Gen.Shuffle(it.Counters.Of("ann"), it.Counters.Of("ann").Length).Select(shuffled => (it, shuffled)))
            .Sample((it, shuffled) =>
                EngagementScore.PersonTotal(shuffled, it.Group.Model, it.Window, it.Method)
                == it.Counters.TotalOf("ann", it.Group.Model, it.Window, it.Method));

    [Fact]
    public void Recording_in_two_batches_equals_recording_in_one() =>
        Gen.SelectMany(Scenario.Any, it => Gen.Int[0, it.Activities.Length].Select(cut => (it, cut))).Sample((it, cut) =>
        {
            var counters = new Counters(it.Calendar);
            counters.Record(it.Activities[..cut]);
            counters.Record(it.Activities[cut..]);
            return it.Group.Score(counters, it.Method, it.Window) == it.Score;
        });

    [Fact]
    public void Above_the_daily_cap_nothing_changes() =>
        Gen.Select(Scenario.Any, Gen.Int[1, 5]).Where((it, _) => it.Activities.Length > 0).Sample((it, more) =>
        {
            var one = it.Activities[0];
            var cap = it.Group.Types.SingleOrDefault(type => type.Code.Value == one.Type)?.DailyCap ?? 1;
            var full = it with { Activities = [.. it.Activities, .. Enumerable.Repeat(one, cap)] };
            var overfull = full with { Activities = [.. full.Activities, .. Enumerable.Repeat(one, more)] };
            return overfull.Score == full.Score;
        });

    [Fact]
    public void The_next_day_exactly_the_oldest_day_falls_out() =>
        Scenario.Any.Sample(it =>
        {
            // Nothing that lies in the future today may come in tomorrow.
            var today = it with { Activities = [.. it.Activities.Where(activity => it.Calendar.DayOf(activity.At) <= it.Window.Last)] };
            var tomorrow = today with { Now = it.Calendar.StartOf(it.Window.Last.AddDays(1)) };
            var withoutOldest = today with
            {
                Activities = [.. today.Activities.Where(activity => it.Calendar.DayOf(activity.At) != it.Window.First)],
            };
            return tomorrow.Window.First == it.Window.First.AddDays(1) && tomorrow.Score == withoutOldest.Score;
        });

    [Fact]
    public void A_month_of_nothing_scores_nothing() =>
        Scenario.Any.Sample(it => (it with { Now = it.Now.AddDays(32) }).Score.Numerator == 0);

    [Fact]
    public void The_contributions_of_all_counters_add_up_to_the_score() =>
        Scenario.Any.Sample(it =>
        {
            var shares =
                from role in it.Group.Roles
                from person in role.Members
                from counter in it.Counters.Of(person)
                select EngagementScore.Contribution(counter, it.Group.Model, it.Window, it.Method).Numerator * (long)role.Weighting;
            var weightings = it.Group.Roles.Sum(role => (long)role.Weighting);
            // In hundredths, as fractions with one denominator.
            Assert.Equal((Int128)it.Score.Numerator * weightings * 100, (Int128)shares.Sum() * it.Score.Denominator);
        });

    [Fact]
    public void The_score_of_a_union_of_members_is_the_sum_of_their_scores() =>
        Scenario.Any.Sample(it =>
        {
            TestGroup Only(Func<string, bool> member) =>
                it.Group with { Roles = [.. it.Group.Roles.Select(role => (role.Weighting, role.Members.Where(member).ToArray()))] };

            var some = it with { Group = Only(person => person.Contains('a', StringComparison.Ordinal)) };
            var others = it with { Group = Only(person => !person.Contains('a', StringComparison.Ordinal)) };
            Assert.Equal(it.Score, some.Score.Plus(others.Score));
        });

    [Fact]
    public void A_type_of_weight_0_scores_as_if_the_model_did_not_have_it() =>
        Scenario.Any.Sample(it =>
        {
            var without = it with { Group = it.Group with { Types = [.. it.Group.Types.Where(type => type.Weight > 0)] } };
            return without.Score == it.Score;
        });

    [Fact]
    public void An_activity_of_a_type_that_the_model_does_not_have_scores_nothing() =>
        Scenario.Any.Sample(it =>
        {
            var known = it with { Activities = [.. it.Activities.Where(activity => activity.Type <= it.Group.Types.Length)] };
            return known.Score == it.Score;
        });

    [Fact]
    public void Full_weights_make_the_activity_weighted_score_the_role_weighted_one() =>
        Scenario.Any.Sample(it =>
        {
            var full = it with { Group = it.Group with { Types = [.. it.Group.Types.Select(type => type with { Weight = 100 })] } };
            return (full with { Method = ScoringMethod.ActivityWeighted }).Score
                == (full with { Method = ScoringMethod.RoleWeighted }).Score;
        });

    [Fact]
    public void The_shares_of_the_members_and_of_the_roles_add_up_to_the_score_that_was_asked_for() =>
        Gen.Select(Scenario.Any, Gen.Long[1, 100_000]).Sample((it, highest) =>
        {
            var engagement = it.Group.Engagement(it.Counters, it.Method, it.Window, new(new(highest, 100), DateTimeOffset.UnixEpoch));
            var roleOfMember = it.Group.Roles.SelectMany((role, index) => role.Members.Select(_ => index)).ToArray();
            var members = engagement.MemberTotals.Select((total, member) => engagement.Share(roleOfMember[member], total.Value)).Sum();
            var roles = engagement.RoleTotals.Select((total, role) => engagement.Share(role, total.Value)).Sum();
            Assert.Equal(engagement.Score.Exact, members, 1e-9);
            Assert.Equal(engagement.Score.Exact, roles, 1e-9);
            Assert.Equal(100, it.Group.Roles.Select((_, role) => engagement.Percentage(role)).Sum(), 1e-9);
            Assert.Equal(it.Group.Roles.Select(role => role.Members.Length), engagement.RoleMembers);
        });

    [Fact]
    public void A_normalized_score_compares_with_the_highest_that_is_known() =>
        Gen.Select(Scenario.Any, Gen.Long[1, 100_000]).Sample((it, hundredths) =>
        {
            var known = new HighestScore(new(hundredths, 100), DateTimeOffset.UnixEpoch.AddDays(-1));
            var score = it.Group.Engagement(it.Counters, ScoringMethod.Normalized, it.Window, known).Score;
            var weighted = (it with { Method = ScoringMethod.ActivityWeighted }).Score;
            Assert.Equal(weighted, score.Weighted);
            var isHighest = (Int128)weighted.Numerator * 100 >= (Int128)hundredths * weighted.Denominator;
            Assert.Equal(isHighest ? new HighestScore(weighted, DateTimeOffset.UnixEpoch) : known, score.Highest);
            var expected = weighted.Numerator == 0 ? 0 : isHighest ? 100 : 100 * Math.Sqrt(weighted.Value / known.Score.Value);
            Assert.Equal(expected, score.Exact, 1e-9);
        });
}
