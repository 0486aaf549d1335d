using System.Buffers;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Server.Services.Scores;

/// <summary>Takes a group's score apart: role, member, activity type, day. Each share is a part of the score, and they add up to it.</summary>
internal sealed class Explanation(GroupEngagement engagement, IReadOnlySet<string> onlyPeople, bool withNames)
{
    /// <summary>The largest message that callers accept by default.</summary>
    public const int MaxSize = 4 * 1024 * 1024;

    private readonly GroupReading _reading = engagement.Reading;

    public Proto.ExplainEngagementScoreResponse ToProto(ScoringCalendar calendar)
    {
        var roster = _reading.Group.Roster;
        var response = new Proto.ExplainEngagementScoreResponse
        {
            BuyingGroupId = roster.BuyingGroupId.Value,
            Score = new Proto.Score { Exact = engagement.Value, Displayed = engagement.Displayed },
            Basis = engagement.ToBasis(calendar),
        };
        for (var role = 0; role < roster.Roles.Count; role++)
        {
            response.Roles.Add(new Proto.RoleExplanation { Role = engagement.ToRole(role) });
        }

        for (var member = 0; member < roster.Members.Count; member++)
        {
            if (onlyPeople.Count == 0 || onlyPeople.Contains(roster.Members[member].PersonId.Value))
            {
                var role = _reading.Group.RoleIndexes[member];
                response.Roles[role].Members.Add(Member(member, role));
            }
        }

        return response;
    }

    private Proto.MemberExplanation Member(int index, int role)
    {
        var member = _reading.Group.Roster.Members[index];
        var total = engagement.MemberTotals[index].Value;
        return new Proto.MemberExplanation
        {
            PersonId = member.PersonId.Value,
            FirstName = withNames ? member.FirstName ?? "" : "",
            LastName = withNames ? member.LastName ?? "" : "",
            Total = total,
            Share = engagement.Share(role, total),
            ActivityTypes = { Types(_reading.Counters.Of(index), role) },
        };
    }

    private List<Proto.ActivityTypeExplanation> Types(ReadOnlySpan<byte> packed, int role)
    {
        var counters = ArrayPool<ActivityCount>.Shared.Rent(CounterRecords.CountOf(packed));
        try
        {
            var count = CounterRecords.Decode(packed, counters);
            var byType = counters.Take(count)
                .Where(counter => EngagementScore.Contribution(counter, _reading.Model, _reading.Window, engagement.Method).Numerator > 0)
                .ToLookup(counter => counter.Type);
            return [.. _reading.Model.Types.Where(type => byType.Contains(type.Code)).Select(type => Type(type, byType[type.Code], role))];
        }
        finally
        {
            ArrayPool<ActivityCount>.Shared.Return(counters);
        }
    }

    private Proto.ActivityTypeExplanation Type(ActivityType type, IEnumerable<ActivityCount> counters, int role)
    {
        var explanation = new Proto.ActivityTypeExplanation
        {
            ActivityType = type.Name,
            EngagementType = type.EngagementType,
            DailyCap = type.DailyCap,
            Weight = type.Weight,
        };
        var total = ExactScore.Zero;
        foreach (var counter in counters.OrderBy(counter => counter.Day))
        {
            var contribution = EngagementScore.Contribution(counter, _reading.Model, _reading.Window, engagement.Method);
            total = EngagementScore.Add(total, contribution);
            explanation.Days.Add(new Proto.DayExplanation
            {
                Day = counter.Day.ToProto(),
                Count = counter.Count,
                CappedCount = EngagementScore.Capped(counter.Count, type),
                Share = engagement.Share(role, contribution.Value),
            });
        }

        explanation.Total = total.Value;
        explanation.Share = engagement.Share(role, total.Value);
        return explanation;
    }
}
