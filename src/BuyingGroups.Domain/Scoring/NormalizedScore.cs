using System.Numerics;

namespace BuyingGroups.Domain.Scoring;

/// <summary>100 × √(score ÷ highest), from 0 to 100.</summary>
/// <param name="Exact">The exact score, or a double next to it. It is the very score if that is a double, such as 7.5.</param>
/// <param name="Displayed">
/// The displayed score, rounded half away from zero. Decided on the fractions under the root, not on <paramref name="Exact"/>.
/// </param>
public readonly record struct NormalizedScore(double Exact, long Displayed)
{
    /// <summary>Normalizes a score.</summary>
    /// <param name="score">An activity-weighted score.</param>
    /// <param name="highest">The highest known such score. If <paramref name="score"/> is higher, it counts as the highest.</param>
    public static NormalizedScore Of(ExactScore score, ExactScore highest)
    {
        if (score.Numerator == 0)
        {
            return new NormalizedScore(0, 0);
        }

        if (!highest.IsAbove(score))
        {
            return new NormalizedScore(100, 100);
        }

        // The square of the normalized score: 100² × (score ÷ highest).
        var numerator = 10_000 * (BigInteger)score.Numerator * highest.Denominator;
        var denominator = (BigInteger)score.Denominator * highest.Numerator;
        return new NormalizedScore(Math.Sqrt(NearestDouble.Of(numerator, denominator)), Rounded(numerator, denominator));
    }

    // Finds the whole number n with (n − ½)² ≤ square < (n + ½)², where all sides are multiplied by 4 to stay with whole numbers. Doubles
    // would be precise enough for all squares except those of the halves themselves.
    private static long Rounded(BigInteger numerator, BigInteger denominator)
    {
        var fourTimes = (long)(4 * numerator / denominator);
        var root = (long)Math.Sqrt(fourTimes);
        return (root + 1) / 2;
    }
}
