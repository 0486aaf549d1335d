namespace BuyingGroups.Domain.Scoring;

/// <summary>What an engagement score is computed by, beside the counters.</summary>
/// <param name="Method">How activities are weighted, and whether the score is normalized.</param>
/// <param name="Model">What counts, and how much of it in a day.</param>
/// <param name="Window">The days that count.</param>
/// <param name="At">The instant of the score.</param>
/// <param name="Highest">The highest score that the last maintenance pass found; null: none has ended yet.</param>
public sealed record ScoringBasis(ScoringMethod Method, ScoringModel Model, ScoringWindow Window, DateTimeOffset At, HighestScore? Highest);
