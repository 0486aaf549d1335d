using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Server.Services.Scores;

/// <summary>A person's engagement score: the person total, or its normalized form.</summary>
internal static class PersonEngagement
{
    public static Proto.PersonEngagementScore ToProto(
        string personId, ReadOnlyMemory<byte> counters, SharedState state, ScoringMethod method, ScoringCalendar calendar, DateTimeOffset now)
    {
        var window = calendar.WindowAt(now);
        var total = GroupEngagement.PersonTotal(counters.Span, state.Model, window, method);
        var highest = HighestScore.Of(state.Highest, found => found.Person, total, now);
        var normalized = NormalizedScore.Of(total, highest.Score);
        return new Proto.PersonEngagementScore
        {
            PersonId = personId,
            Score = method == ScoringMethod.Normalized
                ? new Proto.Score { Exact = normalized.Exact, Displayed = normalized.Displayed }
                : new Proto.Score { Exact = total.Value, Displayed = total.Displayed },
            Basis = ScoreMapping.BasisOf(method, state.Model, window, calendar, now, total.Value, highest),
        };
    }
}
