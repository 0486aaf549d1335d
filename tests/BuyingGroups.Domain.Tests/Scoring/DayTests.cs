using BuyingGroups.Domain.Scoring;
using Xunit;

namespace BuyingGroups.Domain.Tests.Scoring;

public class DayTests
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    public void Days_are_in_the_order_of_the_calendar(int one, int other)
    {
        var (left, right) = (new Day(one), new Day(other));

        Assert.Equal((one < other, one <= other, one > other, one >= other), (left < right, left <= right, left > right, left >= right));
        Assert.Equal(one.CompareTo(other), Math.Sign(left.CompareTo(right)));
    }
}
