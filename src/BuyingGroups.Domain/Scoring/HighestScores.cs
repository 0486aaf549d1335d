namespace BuyingGroups.Domain.Scoring;

/// <summary>The highest activity-weighted scores of the instance, with which normalized scores compare.</summary>
/// <param name="Group">Of a group.</param>
/// <param name="Person">Of a member of a group.</param>
/// <param name="At">When the maintenance pass that found them ended.</param>
public sealed record HighestScores(double Group, double Person, DateTimeOffset At);
