namespace BuyingGroups.Domain.Scoring;

/// <summary>What an engagement score is computed with, beside the counters.</summary>
/// <param name="Method">How activities are weighted, and whether the score is normalized.</param>
/// <param name="Model">The scoring model, with caps and weights.</param>
/// <param name="Window">The days that count.</param>
/// <param name="At">The instant for which the score is computed.</param>
/// <param name="Highest">The highest score that the last maintenance pass found; null if none has ended yet.</param>
public sealed record ScoringBasis(ScoringMethod Method, ScoringModel Model, ScoringWindow Window, DateTimeOffset At, HighestScore? Highest);
