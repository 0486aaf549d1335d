namespace BuyingGroups.Domain.Scoring;

/// <summary>The highest activity-weighted score that is known, of groups or of people: what a normalized score compares with.</summary>
/// <param name="Score">The score.</param>
/// <param name="At">Of when it is.</param>
public sealed record HighestScore(ExactScore Score, DateTimeOffset At);
