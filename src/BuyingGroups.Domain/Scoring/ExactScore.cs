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
    public double Value => (double)Numerator / Denominator;

    /// <summary>As shown to people: rounded half away from zero (75.89999 → 76).</summary>
    public long Displayed => (long)((2 * (Int128)Numerator + Denominator) / (2 * (Int128)Denominator));
}
