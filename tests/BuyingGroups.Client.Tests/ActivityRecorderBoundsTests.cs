using Xunit;

namespace BuyingGroups.Client.Tests;

/// <summary>How much a recorder holds, and how long it takes to end.</summary>
public sealed class ActivityRecorderBoundsTests : ActivityRecorderSuite
{
    [Fact]
    public async Task Recording_waits_while_the_buffer_is_full()
    {
        var gate = new TaskCompletionSource();
        Server.Activities.BeforeAnswering = _ => gate.Task;
        await using var recorder = Recorder(options => (options.BatchSize, options.BufferCapacity) = (10, 50));

        // More than the buffer and ten batches can't be taken while nothing is acknowledged.
        var taken = 0;
        var recording = Task.Run(async () =>
        {
            for (; taken < 1000; taken++)
            {
                await recorder.RecordAsync(NewActivity(taken + 1));
            }
        });
        await UntilAsync(() => Volatile.Read(ref taken) >= 50 + 80);
        await Task.Delay(100);

        Assert.InRange(Volatile.Read(ref taken), 50 + 80, 50 + 100);
        gate.SetResult();
        await recording.WaitAsync(Generous);
        await FlushAsync(recorder);
        Assert.Equal(Ids(1, 1000), Server.Activities.Counted);
    }

    [Fact]
    public async Task A_store_that_is_away_does_not_let_more_than_the_buffer_and_ten_batches_in()
    {
        Server.Activities.Decide = _ => Error(Google.Rpc.Code.Unavailable);
        var recorder = Recorder(options => (options.BatchSize, options.BufferCapacity, options.DisposeTimeout) = (10, 50, TimeSpan.Zero));

        var taken = 0;
        using var enough = new CancellationTokenSource();
        var recording = Task.Run(async () =>
        {
            for (; taken < 1000; taken++)
            {
                await recorder.RecordAsync(NewActivity(taken + 1), enough.Token);
            }
        });
        await UntilAsync(() => Interruptions.Count > 100);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => recording);

        Assert.InRange(taken, 50, 50 + 100);
        var left = await Assert.ThrowsAsync<UnacknowledgedActivitiesException>(async () => await recorder.DisposeAsync());
        Assert.Equal(Ids(1, taken), left.Activities.Select(activity => activity.ActivityId));
    }

    [Fact]
    public async Task A_recording_that_is_cancelled_while_it_waits_is_not_sent()
    {
        var gate = new TaskCompletionSource();
        Server.Activities.BeforeAnswering = _ => gate.Task;
        await using var recorder = Recorder(options => (options.BatchSize, options.BufferCapacity) = (1, 1));
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var taken = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            for (; ; taken++)
            {
                await recorder.RecordAsync(NewActivity(taken + 1), impatience.Token);
            }
        });
        gate.SetResult();
        await FlushAsync(recorder);

        Assert.Equal(Ids(1, taken), Server.Activities.Counted);
    }

    [Fact]
    public async Task Disposing_sends_what_is_buffered()
    {
        var recorder = Recorder(options => options.MaxDelay = TimeSpan.FromMinutes(1));
        await RecordAsync(recorder, 1, 700);

        await recorder.DisposeAsync().AsTask().WaitAsync(Generous);
        await recorder.DisposeAsync();

        Assert.Equal(Ids(1, 700), Server.Activities.Counted);
        Assert.Equal(700, recorder.Counts.Recorded);
    }

    [Fact]
    public async Task Disposing_gives_up_in_time_and_hands_back_what_is_not_acknowledged()
    {
        Server.Activities.BeforeAnswering = batch => batch == 2 ? Task.Delay(Timeout.Infinite) : Task.CompletedTask;
        var recorder = Recorder(options => (options.BatchSize, options.DisposeTimeout) = (10, TimeSpan.FromMilliseconds(200)));
        await RecordAsync(recorder, 1, 200);
        var flush = recorder.FlushAsync();
        await UntilAsync(() => recorder.Counts.Recorded == 10);

        var left = await Assert.ThrowsAsync<UnacknowledgedActivitiesException>(() =>
            recorder.DisposeAsync().AsTask().WaitAsync(Generous));

        Assert.Equal(Ids(11, 190), left.Activities.Select(activity => activity.ActivityId));
        Assert.Same(left, await Assert.ThrowsAsync<UnacknowledgedActivitiesException>(() => flush));
    }

    [Fact]
    public async Task Disposing_without_aServer_hands_back_everything()
    {
        await Server.DisposeAsync();
        var recorder = Recorder(options => options.DisposeTimeout = TimeSpan.FromMilliseconds(200));
        await RecordAsync(recorder, 1, 20);

        var left = await Assert.ThrowsAsync<UnacknowledgedActivitiesException>(() =>
            recorder.DisposeAsync().AsTask().WaitAsync(Generous));

        Assert.Equal(Ids(1, 20), left.Activities.Select(activity => activity.ActivityId));
    }

    [Fact]
    public async Task A_disposed_recorder_takes_nothing_more()
    {
        var recorder = Recorder();
        await recorder.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await recorder.RecordAsync(NewActivity(1)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => recorder.FlushAsync());
    }
}
