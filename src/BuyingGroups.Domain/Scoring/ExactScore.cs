namespace BuyingGroups.Domain.Scoring;

/// <summary>
/// A score as the fraction that it is, so that the displayed score never depends on binary rounding: 75.5 shows as 76 on every path
/// that leads to it.
/// </summary>
/// <param name="Numerator">At least 0.</param>
/// <param name="Denominator">At least 1.</param>
public readonly record struct ExactScore(long Numerator, long Denominator)
{
    /// <summary>The score of nothing.</summary>
    public static ExactScore Zero { get; } = new(0, 1);

    /// <summary>The nearest double.</summary>
    public double Value => NearestDouble.Of(Numerator, Denominator);

    /// <summary>As shown to people: rounded half away from zero (75.89999 → 76).</summary>
    public long Displayed => (long)((2 * (Int128)Numerator + Denominator) / (2 * (Int128)Denominator));

    /// <summary>Whether it is more than another, however the two fractions are written.</summary>
    public bool IsAbove(ExactScore other) => (Int128)Numerator * other.Denominator > (Int128)other.Numerator * Denominator;

    /// <summary>The higher one of two.</summary>
    public static ExactScore Max(ExactScore one, ExactScore other) => other.IsAbove(one) ? other : one;
}
