using System.Numerics;
using BuyingGroups.Domain.Scoring;
using CsCheck;
using Xunit;

namespace BuyingGroups.Domain.Tests.Scoring;

public class ExactScoreTests
{
    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(7_589_999, 100_000, 76)] // 75.89999
    [InlineData(6_667, 100, 67)] // 66.67
    [InlineData(7_549, 100, 75)]
    [InlineData(650, 100, 7)] // half to even would say 6
    [InlineData(750, 100, 8)] // half to even would agree
    [InlineData(850, 100, 9)] // half to even would say 8
    [InlineData(755, 10, 76)] // half to even would agree
    [InlineData(765, 10, 77)] // half to even would say 76
    [InlineData(1, 2, 1)]
    [InlineData(499_999, 1_000_000, 0)]
    [InlineData(1, 3, 0)]
    [InlineData(2, 3, 1)]
    [InlineData(long.MaxValue, 1, long.MaxValue)]
    [InlineData(long.MaxValue, 2, 4_611_686_018_427_387_904)] // …903.5, which no double can tell from …904
    [InlineData(9_007_199_254_740_993, 2, 4_503_599_627_370_497)] // 2⁵³ + 1 over 2: …496.5
    [InlineData(9_007_199_254_740_992, 2, 4_503_599_627_370_496)]
    [InlineData(long.MaxValue, long.MaxValue, 1)]
    [InlineData(4_611_686_018_427_387_903, long.MaxValue, 0)] // a hair below one half
    [InlineData(4_611_686_018_427_387_904, long.MaxValue, 1)] // a hair above
    public void The_displayed_score_is_rounded_half_away_from_zero(long numerator, long denominator, long displayed) =>
        Assert.Equal(displayed, new ExactScore(numerator, denominator).Displayed);

    [Fact]
    public void The_value_is_the_nearest_double_however_big() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.OneOf(Gen.Long[1, 1_000], Gen.Long[1, long.MaxValue])).Sample((numerator, denominator) =>
            Doubles.IsNearest(new ExactScore(numerator, denominator).Value, numerator, denominator));

    [Theory]
    [InlineData(1, 3, 2, 6, false)]
    [InlineData(1, 3, 33_333, 100_000, true)]
    [InlineData(33_333, 100_000, 1, 3, false)]
    [InlineData(long.MaxValue, 3, long.MaxValue - 1, 3, true)] // one double for both
    public void Scores_are_compared_as_fractions(long numerator, long denominator, long other, long of, bool isAbove)
    {
        var (one, two) = (new ExactScore(numerator, denominator), new ExactScore(other, of));
        Assert.Equal(isAbove, one.IsAbove(two));
        Assert.Equal(isAbove || !two.IsAbove(one) ? one : two, ExactScore.Max(one, two));
    }

    [Fact]
    public void The_displayed_score_is_the_nearest_whole_number_however_big() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.OneOf(Gen.Long[1, 1_000], Gen.Long[1, long.MaxValue])).Sample((numerator, denominator) =>
        {
            // displayed − ½ ≤ score < displayed + ½, times 2 × denominator
            var (twice, displayed) = ((BigInteger)numerator * 2, (BigInteger)new ExactScore(numerator, denominator).Displayed);
            return (2 * displayed - 1) * denominator <= twice && twice < (2 * displayed + 1) * denominator;
        });

    [Theory]
    [InlineData(1, 3, 0, 1, 1, 3)]
    [InlineData(0, 7, 1, 3, 1, 3)]
    [InlineData(1, 3, 1, 6, 1, 2)]
    [InlineData(1, 100, 2, 100, 3, 100)]
    [InlineData(3_000_000_000, 7, 1, 3_000_000_000, 3_000_000_000, 7)] // and a hair
    public void Scores_are_added_as_fractions(long numerator, long denominator, long other, long of, long sum, long ofSum)
    {
        var added = new ExactScore(numerator, denominator).Plus(new ExactScore(other, of));
        Assert.Equal(
            ((BigInteger)numerator * of + (BigInteger)other * denominator) * added.Denominator,
            (BigInteger)added.Numerator * denominator * of);
        Assert.Equal((double)sum / ofSum, added.Value, 1e-6);
    }

    [Fact]
    public void Sums_are_those_of_rational_numbers() =>
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[1, 3_000]).Array[0, 4].Sample(parts =>
        {
            var sum = ExactScore.Sum(parts.Select(part => new ExactScore(part.Item1, part.Item2)));
            var denominator = parts.Aggregate(BigInteger.One, (product, part) => product * part.Item2);
            var numerator = parts.Aggregate(BigInteger.Zero, (total, part) => total + (denominator / part.Item2 * part.Item1));
            return sum.Numerator * denominator == numerator * sum.Denominator;
        });

    [Theory]
    [InlineData(1, 3, 2, 6, true)]
    [InlineData(0, 1, 0, 100, true)]
    [InlineData(1, 3, 2, 7, false)]
    [InlineData(long.MaxValue, 3, long.MaxValue - 1, 3, false)]
    public void Scores_are_equal_if_the_fractions_are(long numerator, long denominator, long other, long of, bool equal)
    {
        var (one, two) = (new ExactScore(numerator, denominator), new ExactScore(other, of));
        Assert.Equal(equal, one == two);
        Assert.True(!equal || one.GetHashCode() == two.GetHashCode());
    }

    [Fact]
    public void A_sum_that_no_fraction_of_63_bits_holds_is_told() =>
        Assert.Throws<OverflowException>(() => new ExactScore(1, long.MaxValue).Plus(new ExactScore(1, long.MaxValue - 1)));
}
