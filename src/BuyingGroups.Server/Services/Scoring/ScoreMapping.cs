using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Rosters;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Jobs;
using Google.Protobuf.WellKnownTypes;
using Date = Google.Type.Date;

namespace BuyingGroups.Server.Services.Scoring;

/// <summary>Maps scores to the contracts.</summary>
internal static class ScoreMapping
{
    /// <summary>Computes the score of a group.</summary>
    public static Proto.EngagementScore ToProto(this GroupReading reading, ScoringMethod method, ScoringCalendar calendar)
    {
        var (roster, engagement) = (reading.Group.Roster, reading.Score(method));
        return new Proto.EngagementScore
        {
            BuyingGroupId = roster.BuyingGroupId.Value,
            Score = engagement.Score.ToProto(),
            Basis = engagement.Basis.ToProto(engagement.Score, calendar),
            Roles = { roster.Roles.Select(engagement.ToRole) },
        };
    }

    public static Proto.RoleEngagement ToRole(this GroupEngagement engagement, TemplateRole role, int index)
    {
        var total = engagement.RoleTotals[index].Value;
        return new Proto.RoleEngagement
        {
            RoleId = role.RoleId.Value,
            RoleDisplayName = role.RoleName,
            Percentage = engagement.Percentage(index),
            Members = engagement.RoleMembers[index],
            Total = total,
            Share = engagement.Share(index, total),
        };
    }

    public static Proto.Score ToProto(this ComputedScore score) => new() { Exact = score.Exact, Displayed = score.Displayed };

    public static Proto.ScoringBasis ToProto(this ScoringBasis basis, ComputedScore score, ScoringCalendar calendar) => new()
    {
        Method = ProtoEnums.ScoringMethod.Proto(basis.Method),
        ScoringModelId = basis.Model.Id.Value,
        ScoringModelDisplayName = basis.Model.Name,
        Window = new Proto.ScoringWindow
        {
            FirstDay = basis.Window.First.ToProto(),
            LastDay = basis.Window.Last.ToProto(),
            TimeZone = calendar.TimeZoneId,
        },
        ComputeTime = basis.At.ToTimestamp(),
        Normalization = basis.Method == ScoringMethod.Normalized
            ? new Proto.Normalization
            {
                ActivityWeightedScore = score.Weighted.Value,
                HighestScore = score.Highest.Score.Value,
                HighestScoreTime = score.Highest.At.ToTimestamp(),
            }
            : null,
    };

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
        Roles =
        {
            day.Score.Roles.Select(role => new Proto.DayRoleScore
            {
                RoleId = role.RoleId.Value,
                Members = role.Members,
                Total = role.Total,
            }),
        },
        StoreTime = day.StoredAt.ToTimestamp(),
    };

    public static Date ToProto(this Day day) => CalendarDay.ToProto(day.ToDateOnly());

    /// <summary>The scoring method that a request names; the default if it names none.</summary>
    public static ScoringMethod ToMethod(this Proto.ScoringMethod method) =>
        ProtoEnums.ScoringMethod.FindOwn(method) ?? ScoringMethod.RoleWeighted;
}
