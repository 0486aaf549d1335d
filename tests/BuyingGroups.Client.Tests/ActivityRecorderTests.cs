using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Client.Tests;

/// <summary>What is sent, in which order, and what its answers come to.</summary>
public sealed class ActivityRecorderTests : ActivityRecorderSuite
{
    [Fact]
    public async Task Activities_are_sent_once_each_in_the_order_of_recording()
    {
        await using var recorder = Recorder(options => options.BatchSize = 100);

        await RecordAsync(recorder, 1, 1234);
        await FlushAsync(recorder);

        Assert.Equal(new ActivityRecorderCounts(Recorded: 1234, Duplicate: 0, Expired: 0, Refused: 0), recorder.Counts);
        Assert.Equal(Ids(1, 1234), Server.Activities.Received.SelectMany(batch => batch));
        Assert.All(Server.Activities.Received, batch => Assert.InRange(batch.Length, 1, 100));
        Assert.Equal(1, Server.Activities.Streams);
        Assert.Empty(Interruptions);
    }

    [Fact]
    public async Task Many_threads_may_record_at_once()
    {
        await using var recorder = Recorder(options => options.BufferCapacity = 10);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() => RecordAsync(recorder, (thread * 250) + 1, 250))));
        await FlushAsync(recorder);

        Assert.Equal(2000, recorder.Counts.Recorded);
        Assert.Equal(Ids(1, 2000).Order(), Server.Activities.Counted.Order());
    }

    [Fact]
    public async Task A_batch_that_stays_small_is_sent_after_the_delay()
    {
        await using var recorder = Recorder(options => options.MaxDelay = TimeSpan.FromMilliseconds(20));

        await RecordAsync(recorder, 1, 3);

        await UntilAsync(() => recorder.Counts.Recorded == 3);
    }

    [Fact]
    public async Task ARefused_activity_is_reported_and_not_sent_again()
    {
        Server.Activities.Decide = activity => activity.ActivityId switch
        {
            "2" => Error(Google.Rpc.Code.InvalidArgument),
            "3" => Error(Google.Rpc.Code.FailedPrecondition),
            "4" => new RecordResult { Outcome = RecordOutcome.Expired },
            "5" => new RecordResult { Outcome = (RecordOutcome)77 },
            _ => null,
        };
        await using var recorder = Recorder();

        await RecordAsync(recorder, 1, 6);
        await FlushAsync(recorder);

        Assert.Equal(
            [("2", Google.Rpc.Code.InvalidArgument), ("3", Google.Rpc.Code.FailedPrecondition), ("5", Google.Rpc.Code.Unknown)],
            Refused.Select(refused => (refused.ActivityId, (Google.Rpc.Code)refused.Why.Code)));
        Assert.Equal(new ActivityRecorderCounts(Recorded: 2, Duplicate: 0, Expired: 1, Refused: 3), recorder.Counts);
        Assert.Single(Server.Activities.Received);
    }

    [Fact]
    public async Task An_activity_that_noServer_could_read_isRefused_at_once()
    {
        await using var recorder = Recorder();

        await Assert.ThrowsAsync<ArgumentNullException>(async () => await recorder.RecordAsync(null!));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await recorder.RecordAsync(new Activity { ActivityId = new string('x', 4001) }));
    }

    [Fact]
    public async Task A_full_batch_of_the_largest_activities_fits_into_a_message()
    {
        await using var recorder = Recorder(options => options.BatchSize = 1000);

        for (var number = 1; number <= 1000; number++)
        {
            await recorder.RecordAsync(new Activity { ActivityId = $"{number}".PadRight(3990, 'x') });
        }

        await FlushAsync(recorder);

        Assert.Equal(1000, Assert.Single(Server.Activities.Received).Length);
    }

    [Fact]
    public async Task The_stream_has_no_deadline()
    {
        await using var recorder = Recorder();

        await RecordAsync(recorder, 1, 1);
        await FlushAsync(recorder);

        Assert.Equal(DateTime.MaxValue, Server.Activities.Deadlines.Single());
    }

    public static TheoryData<Action<ActivityRecorderOptions>, string> WrongSettings => new()
    {
        { options => options.BatchSize = 0, "BatchSize" },
        { options => options.BatchSize = 1001, "BatchSize" },
        { options => options.MaxDelay = Timeout.InfiniteTimeSpan, "MaxDelay" },
        { options => options.BufferCapacity = 0, "BufferCapacity" },
        { options => options.InitialBackoff = TimeSpan.Zero, "InitialBackoff" },
        { options => options.MaxBackoff = TimeSpan.Zero, "MaxBackoff" },
        { options => options.DisposeTimeout = Timeout.InfiniteTimeSpan, "DisposeTimeout" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public void A_wrong_setting_is_named(Action<ActivityRecorderOptions> wrong, string setting)
    {
        var failure = Assert.Throws<ArgumentOutOfRangeException>(() => Recorder(wrong));

        Assert.Equal(setting, failure.ParamName);
    }
}
