using System.Numerics;

namespace BuyingGroups.Domain.Tests.Scoring;

/// <summary>What a double is, in whole numbers.</summary>
internal static class Doubles
{
    /// <summary>Whether no other double is nearer to a fraction.</summary>
    public static bool IsNearest(double value, BigInteger numerator, BigInteger denominator)
    {
        var distance = DistanceTo(value);
        return distance <= DistanceTo(Math.BitIncrement(value)) && distance <= DistanceTo(Math.BitDecrement(value));

        // Times denominator × 2¹⁰⁷⁴, which makes every double a whole number.
        BigInteger DistanceTo(double other) => BigInteger.Abs((Scaled(other) * denominator) - (numerator << 1074));
    }

    private static BigInteger Scaled(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        var (exponent, fraction) = ((int)(bits >> 52), bits & ((1L << 52) - 1));
        var whole = exponent == 0 ? (BigInteger)fraction : new BigInteger(fraction | (1L << 52)) << (exponent - 1);
        return value < 0 ? -whole : whole;
    }
}
