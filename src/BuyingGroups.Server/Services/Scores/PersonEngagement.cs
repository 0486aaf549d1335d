using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Server.Services.Scores;

/// <summary>A person's engagement score: the person total, or its normalized form.</summary>
internal static class PersonEngagement
{
    public static Proto.PersonEngagementScore ToProto(
        string personId, ReadOnlyMemory<byte> counters, ScoringModel model, ScoringMethod method, ScoringCalendar calendar, DateTimeOffset now)
    {
        var window = calendar.WindowAt(now);
        var total = GroupEngagement.PersonTotal(counters.Span, model, window, method);
        // So far the highest person's total that is known is the person's own.
        var normalized = EngagementScore.Normalize(total.Value, highest: total.Value);
        return new Proto.PersonEngagementScore
        {
            PersonId = personId,
            Score = method == ScoringMethod.Normalized
                ? new Proto.Score { Exact = normalized, Displayed = (long)Math.Round(normalized, MidpointRounding.AwayFromZero) }
                : new Proto.Score { Exact = total.Value, Displayed = total.Displayed },
            Basis = ScoreMapping.BasisOf(method, model, window, calendar, now, total.Value, total.Value),
        };
    }
}
