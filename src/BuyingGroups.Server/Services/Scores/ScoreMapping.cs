using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Jobs;
using Google.Protobuf.WellKnownTypes;
using Date = Google.Type.Date;

namespace BuyingGroups.Server.Services.Scores;

/// <summary>Scores, to the contracts.</summary>
internal static class ScoreMapping
{
    public static Proto.EngagementScore ToProto(this GroupEngagement engagement, ScoringCalendar calendar)
    {
        var score = new Proto.EngagementScore
        {
            BuyingGroupId = engagement.Reading.Group.Roster.BuyingGroupId.Value,
            Score = new Proto.Score { Exact = engagement.Value, Displayed = engagement.Displayed },
            Basis = engagement.ToBasis(calendar),
        };
        for (var role = 0; role < engagement.RoleTotals.Length; role++)
        {
            score.Roles.Add(engagement.ToRole(role));
        }

        return score;
    }

    public static Proto.RoleEngagement ToRole(this GroupEngagement engagement, int role)
    {
        var template = engagement.Reading.Group.Roster.Roles[role];
        var total = engagement.RoleTotals[role].Value;
        return new Proto.RoleEngagement
        {
            RoleId = template.RoleId.Value,
            RoleDisplayName = template.RoleName,
            Percentage = engagement.Percentage(role),
            Members = engagement.RoleMembers[role],
            Total = total,
            Share = engagement.Share(role, total),
        };
    }

    public static Proto.ScoringBasis ToBasis(this GroupEngagement engagement, ScoringCalendar calendar) =>
        BasisOf(
            engagement.Method,
            engagement.Reading.Model,
            engagement.Reading.Window,
            calendar,
            engagement.Reading.At,
            engagement.Weighted.Value,
            engagement.Highest);

    public static Proto.ScoringBasis BasisOf(
        ScoringMethod method,
        ScoringModel model,
        ScoringWindow window,
        ScoringCalendar calendar,
        DateTimeOffset at,
        double weighted,
        HighestScore highest)
    {
        return new Proto.ScoringBasis
        {
            Method = ProtoEnums.ScoringMethod.Proto(method),
            ScoringModelId = model.Id.Value,
            ScoringModelDisplayName = model.Name,
            Window = new Proto.ScoringWindow
            {
                FirstDay = window.First.ToProto(),
                LastDay = window.Last.ToProto(),
                TimeZone = calendar.TimeZoneId,
            },
            ComputeTime = at.ToTimestamp(),
            Normalization = method == ScoringMethod.Normalized
                ? new Proto.Normalization
                {
                    ActivityWeightedScore = weighted,
                    HighestScore = highest.Score.Value,
                    HighestScoreTime = highest.At.ToTimestamp(),
                }
                : null,
        };
    }

    public static Proto.CompletenessScore ToCompleteness(this Roster roster) => new()
    {
        BuyingGroupId = roster.BuyingGroupId.Value,
        Score = new Proto.Score { Exact = roster.Completeness.Exact, Displayed = roster.Completeness.Displayed },
        Roles =
        {
            roster.Completeness.Roles.Select(role => new Proto.RoleCompleteness
            {
                RoleId = role.Role.RoleId.Value,
                RoleDisplayName = role.Role.RoleName,
                Score = new Proto.Score { Exact = role.Exact, Displayed = role.Displayed },
                RequiredForCompleteness = role.Role.RequiredForCompleteness,
                RequiredMembers = role.Role.RequiredMembers,
                AssignedMembers = role.AssignedMembers,
                MissingMembers = role.MissingMembers,
            }),
        },
        UpdateTime = roster.UpdatedAt.ToTimestamp(),
    };

    public static Proto.DayScores ToProto(this DayScore day) => new()
    {
        Day = CalendarDay.ToProto(day.Day),
        Engagement = new Proto.Score { Exact = day.Score.Exact, Displayed = day.Score.Displayed },
        Completeness = new Proto.Score { Exact = day.Score.CompletenessExact, Displayed = day.Score.CompletenessDisplayed },
        Roles = { day.Score.Roles.Select(role => new Proto.DayRoleScore { RoleId = role.RoleId.Value, Members = role.Members, Total = role.Total }) },
        StoreTime = day.StoredAt.ToTimestamp(),
    };

    public static Date ToProto(this Day day) => CalendarDay.ToProto(day.ToDateOnly());

    /// <summary>The method that a request names; the default if it names none.</summary>
    public static ScoringMethod ToMethod(this Proto.ScoringMethod method) =>
        ProtoEnums.ScoringMethod.FindOwn(method) ?? ScoringMethod.RoleWeighted;
}
