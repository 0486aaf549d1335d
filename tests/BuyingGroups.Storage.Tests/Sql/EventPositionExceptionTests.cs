using BuyingGroups.Storage.Sql.Events;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>A reader of events that can't go on is told why, and what to do.</summary>
public sealed class EventPositionExceptionTests
{
    [Theory]
    [InlineData(4L, 2L, false, true, "No event has had the position 4 yet; the last is 3.")]
    [InlineData(3L, 3L, false, false, "Events up to position 3 aren't kept any more.")]
    [InlineData(1L, 2L, false, false, "Events up to position 2 aren't kept any more.")]
    [InlineData(null, 2L, false, false, "Events up to position 2 aren't kept any more.")]
    [InlineData(4L, 2L, true, false, "The position 4 is of a log that isn't there any more")]
    [InlineData(1L, 2L, true, false, "The position 1 is of a log that isn't there any more")]
    public void A_position_is_ahead_or_too_far_back_or_of_a_lost_log(
        long? position, long droppedThrough, bool isOfLostLog, bool isAhead, string reason)
    {
        var exception = new EventPositionException(position, droppedThrough, lastPosition: 3, isOfLostLog);

        Assert.Equal((isAhead, isOfLostLog), (exception.IsAhead, exception.IsOfLostLog));
        Assert.Equal((droppedThrough, 3), (exception.DroppedThrough, exception.LastPosition));
        Assert.StartsWith(reason, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("go on after that position.", exception.Message, StringComparison.Ordinal);
    }
}
