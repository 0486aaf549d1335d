using System.Numerics;
using BuyingGroups.Domain.Scoring;
using CsCheck;
using Xunit;

namespace BuyingGroups.Domain.Tests.Scoring;

public class NormalizedScoreTests
{
    // Of people, of groups, and what a database of an older version is read as.
    private static readonly long[] Denominators = [1, 3, 100, 24_000, 1_000_000];

    private static readonly Gen<ExactScore> Scores =
        Gen.Select(Gen.Long[0, 1_000_000_000], Gen.Int[0, Denominators.Length - 1])
            .Select((above, below) => new ExactScore(above, Denominators[below]));

    [Fact]
    public void A_normalized_score_that_is_a_half_comes_out_as_one_and_is_rounded_away_from_zero()
    {
        // 100 × √((2n+1)² ÷ 40,000) = n + ½, with the fraction written in thirds and hundredths, as groups have it.
        Assert.All(Enumerable.Range(0, 100), n =>
        {
            var square = (2L * n + 1) * (2 * n + 1);
            Assert.Equal(new NormalizedScore(n + 0.5, n + 1), NormalizedScore.Of(new(square, 40_000), new(1, 1)));
            Assert.Equal(new NormalizedScore(n + 0.5, n + 1), NormalizedScore.Of(new(100 * square, 300), new(40_000, 3)));
        });
    }

    [Fact]
    public void Three_quarters_of_a_highest_of_400_thirds_is_7_and_a_half_and_shown_as_8() =>
        Assert.Equal(new NormalizedScore(7.5, 8), NormalizedScore.Of(new(75, 100), new(400, 3)));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 10)]
    public void Nothing_normalizes_to_0(long score, long highest) =>
        Assert.Equal(new NormalizedScore(0, 0), NormalizedScore.Of(new(score, 1), new(highest, 1)));

    [Theory]
    [InlineData(7, 3)]
    [InlineData(3, 3)]
    [InlineData(3, 0)]
    public void The_highest_normalizes_to_100(long score, long highest) =>
        Assert.Equal(new NormalizedScore(100, 100), NormalizedScore.Of(new(score, 1), new(highest, 1)));

    [Fact]
    public void The_displayed_score_is_the_nearest_whole_number_to_the_root() =>
        Gen.Select(Scores, Scores).Where((score, highest) => highest.IsAbove(score)).Sample((score, highest) =>
        {
            // (displayed − ½)² ≤ 10,000 × score ÷ highest < (displayed + ½)², times 4
            var square = 40_000 * (BigInteger)score.Numerator * highest.Denominator;
            var of = (BigInteger)score.Denominator * highest.Numerator;
            var twice = 2 * (BigInteger)NormalizedScore.Of(score, highest).Displayed;
            return (twice == 0 || (twice - 1) * (twice - 1) * of <= square) && square < (twice + 1) * (twice + 1) * of;
        });

    [Fact]
    public void A_normalized_score_lies_between_0_and_100_and_grows_with_the_score() =>
        Gen.Select(Scores, Scores, Scores).Sample((one, other, highest) =>
        {
            var (lower, higher) = (one.IsAbove(other) ? other : one, one.IsAbove(other) ? one : other);
            var (low, high) = (NormalizedScore.Of(lower, highest), NormalizedScore.Of(higher, highest));
            return low.Exact >= 0 && low.Exact <= high.Exact && high.Exact <= 100 && low.Displayed <= high.Displayed;
        });
}
