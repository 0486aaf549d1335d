namespace BuyingGroups.Domain.Scoring;

/// <summary>The highest known activity-weighted score of groups or of people, with which normalized scores compare.</summary>
/// <param name="Score">The score.</param>
/// <param name="At">When it was found.</param>
public sealed record HighestScore(ExactScore Score, DateTimeOffset At);
