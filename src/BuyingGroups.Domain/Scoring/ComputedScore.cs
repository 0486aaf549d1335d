namespace BuyingGroups.Domain.Scoring;

/// <summary>An engagement score of a group or a person by the method that was asked for.</summary>
/// <param name="Weighted">The score before it was normalized; with the other methods the score itself.</param>
/// <param name="Highest">What a normalized score compares with: the highest that is known, or the score's own if that is higher.</param>
/// <param name="Exact">The score: the double nearest to it.</param>
/// <param name="Displayed">The score as shown to people: a whole number, rounded half away from zero.</param>
public sealed record ComputedScore(ExactScore Weighted, HighestScore Highest, double Exact, long Displayed)
{
    /// <summary>Normalizes a score if <paramref name="basis"/> says so.</summary>
    public static ComputedScore Of(ExactScore weighted, ScoringBasis basis)
    {
        var highest = basis.Highest is { } found && found.Score.IsAbove(weighted) ? found : new HighestScore(weighted, basis.At);
        if (basis.Method != ScoringMethod.Normalized)
        {
            return new ComputedScore(weighted, highest, weighted.Value, weighted.Displayed);
        }

        var normalized = NormalizedScore.Of(weighted, highest.Score);
        return new ComputedScore(weighted, highest, normalized.Exact, normalized.Displayed);
    }
}
