using BuyingGroups.Domain.Scoring;
using CsCheck;
using Xunit;

namespace BuyingGroups.Domain.Tests.Scoring;

public class NormalizeTests
{
    [Fact]
    public void A_normalized_score_that_is_a_half_comes_out_as_one()
    {
        // 100 × √((2n+1)² ÷ 40,000) = n + ½
        Assert.All(Enumerable.Range(0, 100), n =>
            Assert.Equal(n + 0.5, EngagementScore.Normalize((2 * n + 1) * (2 * n + 1), 40_000)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 10)]
    public void Nothing_normalizes_to_0(double score, double highest) => Assert.Equal(0, EngagementScore.Normalize(score, highest));

    [Fact]
    public void A_normalized_score_lies_between_0_and_100_and_grows_with_the_score() =>
        Gen.Select(Gen.Double[0, 1e12], Gen.Double[0, 1e12], Gen.Double[0, 1e12]).Sample((one, other, highest) =>
        {
            var (lower, higher) = (
                EngagementScore.Normalize(Math.Min(one, other), highest),
                EngagementScore.Normalize(Math.Max(one, other), highest));
            return lower >= 0 && lower <= higher && higher <= 100;
        });
}
