namespace BuyingGroups.Domain.Scoring;

/// <summary>An engagement score of a group or a person, by the method that was asked for.</summary>
/// <param name="Weighted">The score before it was normalized; with the other methods, the score itself.</param>
/// <param name="Highest">What a normalized score compares with: the highest known score, or the score itself if that is higher.</param>
/// <param name="Exact">The exact score, as the nearest double.</param>
/// <param name="Displayed">The displayed score: a whole number, rounded half away from zero.</param>
public sealed record ComputedScore(ExactScore Weighted, HighestScore Highest, double Exact, long Displayed)
{
    /// <summary>Normalizes a score if the method of <paramref name="basis"/> asks for it.</summary>
    public static ComputedScore Of(ExactScore weighted, ScoringBasis basis)
    {
        var highest = basis.Highest is { } found && found.Score.IsAbove(weighted) ? found : new HighestScore(weighted, basis.At);
        // No default: the compiler tells where a new method was forgotten.
        return basis.Method switch
        {
            ScoringMethod.RoleWeighted or ScoringMethod.ActivityWeighted => new(weighted, highest, weighted.Value, weighted.Displayed),
            ScoringMethod.Normalized => Normalized(weighted, highest),
        };
    }

    private static ComputedScore Normalized(ExactScore weighted, HighestScore highest)
    {
        var (exact, displayed) = NormalizedScore.Of(weighted, highest.Score);
        return new ComputedScore(weighted, highest, exact, displayed);
    }
}
