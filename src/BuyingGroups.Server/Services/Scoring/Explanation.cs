using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Rosters;

namespace BuyingGroups.Server.Services.Scoring;

/// <summary>Explains a group's score by role, member, activity type and day. The shares add up to the score.</summary>
internal sealed class Explanation(GroupReading reading, ScoringMethod method, IReadOnlySet<string> onlyPeople, bool withNames)
{
    /// <summary>The largest message that gRPC clients accept by default.</summary>
    public const int MaxSize = 4 * 1024 * 1024;

    private readonly GroupEngagement _engagement = reading.Score(method);

    public Proto.ExplainEngagementScoreResponse ToProto(ScoringCalendar calendar)
    {
        var roster = reading.Group.Roster;
        var response = new Proto.ExplainEngagementScoreResponse
        {
            BuyingGroupId = roster.BuyingGroupId.Value,
            Score = _engagement.Score.ToProto(),
            Basis = _engagement.Basis.ToProto(_engagement.Score, calendar),
        };
        for (var role = 0; role < roster.Roles.Count; role++)
        {
            response.Roles.Add(new Proto.RoleExplanation { Role = _engagement.ToRole(roster.Roles[role], role) });
        }

        for (var member = 0; member < roster.Members.Count; member++)
        {
            if (onlyPeople.Count == 0 || onlyPeople.Contains(roster.Members[member].PersonId.Value))
            {
                var role = reading.Group.RoleIndexes[member];
                response.Roles[role].Members.Add(Member(member, role));
            }
        }

        return response;
    }

    private Proto.MemberExplanation Member(int index, int role)
    {
        var member = reading.Group.Roster.Members[index];
        var total = _engagement.MemberTotals[index].Value;
        return new Proto.MemberExplanation
        {
            PersonId = member.PersonId.Value,
            FirstName = withNames ? member.FirstName ?? "" : "",
            LastName = withNames ? member.LastName ?? "" : "",
            Total = total,
            Share = _engagement.Share(role, total),
            ActivityTypes = { Types(index, role) },
        };
    }

    private IEnumerable<Proto.ActivityTypeExplanation> Types(int member, int role)
    {
        var byType = reading.Counters.Of(member).Where(counter => ContributionOf(counter).Numerator > 0).ToLookup(counter => counter.Type);
        return _engagement.Basis.Model.Types.Where(type => byType.Contains(type.Code)).Select(type => Type(type, byType[type.Code], role));
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
            var contribution = ContributionOf(counter);
            total = total.Plus(contribution);
            explanation.Days.Add(new Proto.DayExplanation
            {
                Day = counter.Day.ToProto(),
                Count = counter.Count,
                CappedCount = EngagementScore.Capped(counter.Count, type),
                Share = _engagement.Share(role, contribution.Value),
            });
        }

        explanation.Total = total.Value;
        explanation.Share = _engagement.Share(role, total.Value);
        return explanation;
    }

    private ExactScore ContributionOf(ActivityCount counter) =>
        EngagementScore.Contribution(counter, _engagement.Basis.Model, _engagement.Basis.Window, method);
}
