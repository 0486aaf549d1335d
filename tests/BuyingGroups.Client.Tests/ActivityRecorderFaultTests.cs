using System.Collections.Concurrent;
using BuyingGroups.V1;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Client.Tests;

/// <summary>Broken streams, stores that are away, servers and callbacks that misbehave.</summary>
public sealed class ActivityRecorderFaultTests : ActivityRecorderSuite
{
    [Fact]
    public async Task A_stream_that_breaks_is_opened_again_and_loses_nothing()
    {
        // Each third batch is counted, but the stream breaks before it is answered.
        Server.Activities.BeforeAnswering = batch => batch % 3 == 0
            ? throw new RpcException(new Status(StatusCode.Internal, "broken"))
            : Task.CompletedTask;
        await using var recorder = Recorder(options => options.BatchSize = 50);

        await RecordAsync(recorder, 1, 1000);
        await FlushAsync(recorder);

        Assert.Equal(Ids(1, 1000), Server.Activities.Counted);
        Assert.Equal(1000, recorder.Counts.Total);
        Assert.InRange(recorder.Counts.Duplicate, 1, 999);
        Assert.Equal(Server.Activities.Streams - 1, Interruptions.Count);
        Assert.Contains(Interruptions, why => why is { StatusCode: StatusCode.Internal, Detail: "broken" });
    }

    [Fact]
    public async Task A_batch_whose_answer_was_lost_is_sent_again_with_the_same_ids()
    {
        Server.Activities.BeforeAnswering = batch => batch == 1
            ? throw new RpcException(new Status(StatusCode.Unavailable, "broken"))
            : Task.CompletedTask;
        await using var recorder = Recorder();

        await RecordAsync(recorder, 1, 3);
        await FlushAsync(recorder);

        Assert.Equal([["1", "2", "3"], ["1", "2", "3"]], Server.Activities.Received);
        Assert.Equal(3, recorder.Counts.Duplicate);
    }

    [Fact]
    public async Task A_stream_that_theServer_ends_early_is_opened_again()
    {
        Server.Activities.BeforeDeciding = batch => batch == 1 ? throw new RpcException(Status.DefaultSuccess) : Task.CompletedTask;
        await using var recorder = Recorder();

        await RecordAsync(recorder, 1, 3);
        await FlushAsync(recorder);

        Assert.Equal(Ids(1, 3), Server.Activities.Counted);
        Assert.Equal(2, Server.Activities.Streams);
    }

    public static TheoryData<Action<StreamRecordActivitiesResponse>> WrongAnswers => new()
    {
        response => response.BatchIndex = 1,
        response => response.Results.RemoveAt(2),
        response => response.Results.Add(new RecordResult()),
    };

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public async Task An_answer_that_does_not_fit_the_batch_acknowledges_nothing(Action<StreamRecordActivitiesResponse> distort)
    {
        Server.Activities.Distort = (batch, response) =>
        {
            if (batch == 1)
            {
                distort(response);
            }
        };
        await using var recorder = Recorder();

        await RecordAsync(recorder, 1, 3);
        await FlushAsync(recorder);

        Assert.Equal(new ActivityRecorderCounts(Recorded: 0, Duplicate: 3, Expired: 0, Refused: 0), recorder.Counts);
        Assert.Equal(StatusCode.Internal, Assert.Single(Interruptions).StatusCode);
    }

    [Fact]
    public async Task AServer_that_comes_later_gets_everything()
    {
        var address = Server.Address;
        await Server.DisposeAsync();
        await using var recorder = Recorder();
        await RecordAsync(recorder, 1, 10);
        await UntilAsync(() => !Interruptions.IsEmpty);

        Server = await ScriptedServer.StartAsync(address.Port);
        await FlushAsync(recorder);

        Assert.Equal(Ids(1, 10), Server.Activities.Counted);
        Assert.All(Interruptions, why => Assert.Equal(StatusCode.Unavailable, why.StatusCode));
    }

    [Fact]
    public async Task Activities_answered_UNAVAILABLE_are_sent_again_and_a_flush_waits_for_them()
    {
        var away = new ConcurrentDictionary<string, int>();
        Server.Activities.Decide = activity =>
            int.Parse(activity.ActivityId, null) % 10 == 0 && away.AddOrUpdate(activity.ActivityId, 1, (_, times) => times + 1) <= 3
                ? Error(Google.Rpc.Code.Unavailable)
                : null;
        await using var recorder = Recorder(options => options.BatchSize = 7);

        await RecordAsync(recorder, 1, 100);
        await FlushAsync(recorder);

        Assert.Equal(Ids(1, 100).Order(), Server.Activities.Counted.Order());
        Assert.Equal(new ActivityRecorderCounts(Recorded: 100, Duplicate: 0, Expired: 0, Refused: 0), recorder.Counts);
        Assert.Contains(Interruptions, why => why is { StatusCode: StatusCode.Unavailable, Detail: "scripted" });
    }

    [Fact]
    public async Task A_flush_that_comes_between_waits_for_an_earlier_activity_answered_UNAVAILABLE()
    {
        var isAway = true;
        Server.Activities.Decide = activity =>
            activity.ActivityId == "1" && Volatile.Read(ref isAway) ? Error(Google.Rpc.Code.Unavailable) : null;
        await using var recorder = Recorder(options => options.BatchSize = 1);

        await RecordAsync(recorder, 1, 1);
        var flush = recorder.FlushAsync();
        await RecordAsync(recorder, 2, 20);
        await UntilAsync(() => Interruptions.Count > 3);

        Assert.False(flush.IsCompleted);
        Volatile.Write(ref isAway, false);
        await flush.WaitAsync(Generous);
        Assert.Contains("1", Server.Activities.Counted);
    }

    [Fact]
    public async Task A_callback_that_throws_stops_the_recorder_and_loses_nothing()
    {
        Server.Activities.Decide = activity => activity.ActivityId == "2" ? Error(Google.Rpc.Code.InvalidArgument) : null;
        var recorder = Recorder(options => options.Refused = (_, _) => throw new FormatException("a bug"));
        await RecordAsync(recorder, 1, 3);

        await Assert.ThrowsAsync<UnacknowledgedActivitiesException>(() => FlushAsync(recorder));
        var stopped = await Assert.ThrowsAsync<InvalidOperationException>(async () => await recorder.RecordAsync(NewActivity(4)));
        var left = await Assert.ThrowsAsync<UnacknowledgedActivitiesException>(async () => await recorder.DisposeAsync());

        Assert.IsType<FormatException>(stopped.InnerException?.InnerException);
        Assert.IsType<FormatException>(left.InnerException?.InnerException);
        Assert.Equal(Ids(1, 3), left.Activities.Select(activity => activity.ActivityId));
    }

    [Fact]
    public async Task No_failure_goes_unobserved()
    {
        var unobserved = new ConcurrentQueue<Exception>();
        void Observe(object? sender, UnobservedTaskExceptionEventArgs args) => unobserved.Enqueue(args.Exception);
        TaskScheduler.UnobservedTaskException += Observe;
        try
        {
            await BreakAndGiveUpAsync();
            for (var round = 0; round < 5; round++)
            {
                await Task.Delay(50);
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Observe;
        }

        Assert.DoesNotContain(unobserved, exception => exception.ToString().Contains("BuyingGroups", StringComparison.Ordinal));

        async Task BreakAndGiveUpAsync()
        {
            Server.Activities.BeforeAnswering = _ => throw new RpcException(new Status(StatusCode.Internal, "broken"));
            var recorder = Recorder(options => (options.BatchSize, options.DisposeTimeout) = (10, TimeSpan.Zero));
            await RecordAsync(recorder, 1, 100);
            using var impatience = new CancellationTokenSource();
            var flush = recorder.FlushAsync(impatience.Token);
            await UntilAsync(() => Interruptions.Count > 5);
            await impatience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
            await Assert.ThrowsAsync<UnacknowledgedActivitiesException>(async () => await recorder.DisposeAsync());
        }
    }
}
