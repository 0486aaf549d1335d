using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using NodaTime;

namespace BuyingGroups.Domain.Tests.Scoring;

/// <summary>One thing that a person did, once.</summary>
internal sealed record RawActivity(string Person, int Type, DateTimeOffset At);

/// <summary>
/// The oracle of the score: keeps every single activity and computes from them, in decimals and NodaTime's dates, with the figures of
/// the domain's description written out again. Slow and obvious; shares nothing with the code that it checks.
/// </summary>
internal static class RawActivities
{
    public static decimal GroupScore(
        IReadOnlyCollection<RawActivity> activities, TestGroup group, ScoringMethod method, DateTimeOffset now, DateTimeZone zone) =>
        group.Roles.Sum(
            role => role.Members.Sum(person => PersonTotal(activities, person, group.Types, method, now, zone)) * Value(role.Weighting))
        / group.Roles.Sum(role => Value(role.Weighting));

    public static decimal PersonTotal(
        IReadOnlyCollection<RawActivity> activities,
        string person,
        IReadOnlyCollection<ActivityType> types,
        ScoringMethod method,
        DateTimeOffset now,
        DateTimeZone zone)
    {
        LocalDate DateOf(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(zone).Date;

        var today = DateOf(now);
        return (
            from activity in activities
            where activity.Person == person
            let age = Period.DaysBetween(DateOf(activity.At), today)
            where age is >= 0 and < 30
            group activity by (activity.Type, age) into day
            from type in types
            where type.Code.Value == day.Key.Type && type.Weight != 0
            let capped = day.Take(type.DailyCap).Count()
            select method == ScoringMethod.RoleWeighted ? capped : capped * (type.Weight / 100m)).Sum();
    }

    private static int Value(RoleWeighting weighting) => weighting switch
    {
        RoleWeighting.Trivial => 20,
        RoleWeighting.Minor => 40,
        RoleWeighting.Normal => 60,
        RoleWeighting.Important => 80,
        RoleWeighting.Vital => 100,
        _ => throw new ArgumentOutOfRangeException(nameof(weighting)),
    };
}
