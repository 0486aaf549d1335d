using Xunit;

namespace BuyingGroups.Client.Tests;

/// <summary>When a flush completes.</summary>
public sealed class ActivityRecorderFlushTests : ActivityRecorderSuite
{
    [Fact]
    public async Task A_flush_does_not_wait_for_the_delay()
    {
        await using var recorder = Recorder(options => options.MaxDelay = TimeSpan.FromMinutes(1));

        await RecordAsync(recorder, 1, 3);
        await FlushAsync(recorder);

        Assert.Equal(3, recorder.Counts.Recorded);
    }

    [Fact]
    public async Task A_flush_of_nothing_completes()
    {
        await using var recorder = Recorder();

        await FlushAsync(recorder);

        Assert.Empty(Server.Activities.Received);
    }

    [Fact]
    public async Task A_flush_waits_for_the_acknowledgement()
    {
        var gate = new TaskCompletionSource();
        Server.Activities.BeforeAnswering = _ => gate.Task;
        await using var recorder = Recorder();

        await RecordAsync(recorder, 1, 3);
        var flush = recorder.FlushAsync();
        await UntilAsync(() => Server.Activities.Counted.Count == 3);

        Assert.False(flush.IsCompleted);
        gate.SetResult();
        await flush.WaitAsync(Generous);
        Assert.Equal(3, recorder.Counts.Recorded);
    }

    [Fact]
    public async Task A_flush_can_be_given_up_without_giving_up_the_activities()
    {
        var gate = new TaskCompletionSource();
        Server.Activities.BeforeAnswering = _ => gate.Task;
        await using var recorder = Recorder();
        using var impatience = new CancellationTokenSource();

        await RecordAsync(recorder, 1, 3);
        var flush = recorder.FlushAsync(impatience.Token);
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
        gate.SetResult();
        await FlushAsync(recorder);
        Assert.Equal(3, recorder.Counts.Recorded);
    }
}
