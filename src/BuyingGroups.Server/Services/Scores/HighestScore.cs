using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Server.Services.Scores;

/// <summary>What a normalized score compares with.</summary>
/// <param name="Value">The highest activity-weighted score that the last pass found, or the score's own if that is higher.</param>
/// <param name="At">Of when it is.</param>
internal readonly record struct HighestScore(double Value, DateTimeOffset At)
{
    public static HighestScore Of(HighestScores? found, Func<HighestScores, double> which, double own, DateTimeOffset now) =>
        found is not null && which(found) > own ? new HighestScore(which(found), found.At) : new HighestScore(own, now);
}
