using System.Numerics;

namespace BuyingGroups.Domain.Scoring;

/// <summary>
/// Converts fractions to the nearest double, which neither <see cref="BigInteger"/> nor <see cref="decimal"/> guarantees.
/// </summary>
internal static class NearestDouble
{
    private const long Exactly = 1L << 53;

    /// <summary>The double nearest to a fraction; of two that are equally near, the even one.</summary>
    /// <param name="numerator">At least 0.</param>
    /// <param name="denominator">At least 1.</param>
    public static double Of(long numerator, long denominator) =>
        // If both are exact as doubles, IEEE 754 rounds their quotient to the nearest double.
        numerator <= Exactly && denominator <= Exactly
            ? (double)numerator / denominator
            : Of((BigInteger)numerator, (BigInteger)denominator);

    /// <summary>The same of larger ones, whose quotient is below 2⁶³.</summary>
    public static double Of(BigInteger numerator, BigInteger denominator)
    {
        if (numerator.IsZero)
        {
            return 0;
        }

        // A quotient of 63 or 64 bits has at least 9 more than a double. The last bit says whether there is a remainder, so that a fraction
        // just above the middle between two doubles isn't taken for the middle.
        var shift = 63 - (int)(numerator.GetBitLength() - denominator.GetBitLength());
        var quotient = BigInteger.DivRem(numerator << shift, denominator, out var rest);
        return Math.ScaleB((double)((ulong)quotient | (rest.IsZero ? 0UL : 1UL)), -shift);
    }
}
