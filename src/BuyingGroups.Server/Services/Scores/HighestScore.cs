using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Server.Services.Scores;

/// <summary>What a normalized score compares with.</summary>
/// <param name="Score">The highest activity-weighted score that the last pass found, or the score's own if that is higher.</param>
/// <param name="At">Of when it is.</param>
internal readonly record struct HighestScore(ExactScore Score, DateTimeOffset At)
{
    public static HighestScore Of(HighestScores? found, Func<HighestScores, ExactScore> which, ExactScore own, DateTimeOffset now) =>
        found is not null && which(found).IsAbove(own) ? new HighestScore(which(found), found.At) : new HighestScore(own, now);
}
