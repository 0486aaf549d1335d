namespace BuyingGroups.Domain.Scoring;

/// <summary>
/// A score as an exact fraction, so that the displayed score never depends on binary rounding: 75.5 is displayed as 76 on every path that
/// leads to it. Two scores are equal if the fractions are, however they are written.
/// </summary>
/// <param name="Numerator">At least 0.</param>
/// <param name="Denominator">At least 1. Totals of people and roles are in hundredths.</param>
public readonly record struct ExactScore(long Numerator, long Denominator)
{
    /// <summary>The score 0.</summary>
    public static ExactScore Zero { get; } = new(0, 1);

    /// <summary>The nearest double.</summary>
    public double Value => NearestDouble.Of(Numerator, Denominator);

    /// <summary>The displayed score, rounded half away from zero (75.89999 → 76).</summary>
    public long Displayed => (long)((2 * (Int128)Numerator + Denominator) / (2 * (Int128)Denominator));

    /// <summary>The higher of two scores.</summary>
    public static ExactScore Max(ExactScore one, ExactScore other) => other.IsAbove(one) ? other : one;

    /// <summary>The sum of scores, such as a role's total over its members.</summary>
    public static ExactScore Sum(IEnumerable<ExactScore> scores) => scores.Aggregate(Zero, (sum, score) => sum.Plus(score));

    /// <summary>Whether the score is higher than another, however the two fractions are written.</summary>
    public bool IsAbove(ExactScore other) => (Int128)Numerator * other.Denominator > (Int128)other.Numerator * Denominator;

    /// <summary>The sum of two scores.</summary>
    /// <exception cref="OverflowException">
    /// The sum doesn't fit a numerator and denominator of 63 bits, which no sum of hundredths reaches.
    /// </exception>
    public ExactScore Plus(ExactScore other) =>
        Denominator == other.Denominator ? new ExactScore(checked(Numerator + other.Numerator), Denominator)
        : Numerator == 0 ? other
        : other.Numerator == 0 ? this
        : Reduced(
            checked(((Int128)Numerator * other.Denominator) + ((Int128)other.Numerator * Denominator)),
            (Int128)Denominator * other.Denominator);

    /// <inheritdoc />
    public bool Equals(ExactScore other) => (Int128)Numerator * other.Denominator == (Int128)other.Numerator * Denominator;

    /// <inheritdoc />
    public override int GetHashCode() => Value.GetHashCode();

    private static ExactScore Reduced(Int128 numerator, Int128 denominator)
    {
        var (divisor, rest) = (numerator, denominator);
        while (rest != 0)
        {
            (divisor, rest) = (rest, divisor % rest);
        }

        return new ExactScore(checked((long)(numerator / divisor)), checked((long)(denominator / divisor)));
    }
}
