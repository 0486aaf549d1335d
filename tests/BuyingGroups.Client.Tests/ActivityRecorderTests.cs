using System.Collections.Concurrent;
using BuyingGroups.V1;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Client.Tests;

public sealed class ActivityRecorderTests : IAsyncLifetime
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<(string ActivityId, Google.Rpc.Status Why)> _refused = [];
    private readonly ConcurrentQueue<Status> _interruptions = [];
    private ScriptedServer _server = null!;
    private BuyingGroupsClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await ScriptedServer.StartAsync();
        _client = BuyingGroupsClient.Create(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Activities_are_sent_once_each_in_the_order_of_recording()
    {
        await using var recorder = Recorder(options => options.BatchSize = 100);

        await RecordAsync(recorder, 1, 1234);
        await FlushAsync(recorder);

        Assert.Equal(new ActivityRecorderCounts(Recorded: 1234, Duplicate: 0, Expired: 0, Refused: 0), recorder.Counts);
        Assert.Equal(Ids(1, 1234), _server.Activities.Received.SelectMany(batch => batch));
        Assert.All(_server.Activities.Received, batch => Assert.InRange(batch.Length, 1, 100));
        Assert.Equal(1, _server.Activities.Streams);
        Assert.Empty(_interruptions);
    }

    [Fact]
    public async Task Many_threads_may_record_at_once()
    {
        await using var recorder = Recorder(options => options.BufferCapacity = 10);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() => RecordAsync(recorder, (thread * 250) + 1, 250))));
        await FlushAsync(recorder);

        Assert.Equal(2000, recorder.Counts.Recorded);
        Assert.Equal(Ids(1, 2000).Order(), _server.Activities.Counted.Order());
    }

    [Fact]
    public async Task A_batch_that_stays_small_is_sent_after_the_delay()
    {
        await using var recorder = Recorder(options => options.MaxDelay = TimeSpan.FromMilliseconds(20));

        await RecordAsync(recorder, 1, 3);

        await UntilAsync(() => recorder.Counts.Recorded == 3);
    }

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

        Assert.Empty(_server.Activities.Received);
    }

    [Fact]
    public async Task A_flush_waits_for_the_acknowledgement()
    {
        var gate = new TaskCompletionSource();
        _server.Activities.BeforeAnswering = _ => gate.Task;
        await using var recorder = Recorder();

        await RecordAsync(recorder, 1, 3);
        var flush = recorder.FlushAsync();
        await UntilAsync(() => _server.Activities.Counted.Count == 3);

        Assert.False(flush.IsCompleted);
        gate.SetResult();
        await flush.WaitAsync(Generous);
        Assert.Equal(3, recorder.Counts.Recorded);
    }

    [Fact]
    public async Task A_flush_can_be_given_up_without_giving_up_the_activities()
    {
        var gate = new TaskCompletionSource();
        _server.Activities.BeforeAnswering = _ => gate.Task;
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

    [Fact]
    public async Task A_stream_that_breaks_is_opened_again_and_loses_nothing()
    {
        // Each third batch is counted, but the stream breaks before it is answered.
        _server.Activities.BeforeAnswering = batch => batch % 3 == 0
            ? throw new RpcException(new Status(StatusCode.Internal, "broken"))
            : Task.CompletedTask;
        await using var recorder = Recorder(options => options.BatchSize = 50);

        await RecordAsync(recorder, 1, 1000);
        await FlushAsync(recorder);

        Assert.Equal(Ids(1, 1000), _server.Activities.Counted);
        Assert.Equal(1000, recorder.Counts.Total);
        Assert.InRange(recorder.Counts.Duplicate, 1, 999);
        Assert.Equal(_server.Activities.Streams - 1, _interruptions.Count);
        Assert.Contains(_interruptions, why => why is { StatusCode: StatusCode.Internal, Detail: "broken" });
    }

    [Fact]
    public async Task A_batch_whose_answer_was_lost_is_sent_again_with_the_same_ids()
    {
        _server.Activities.BeforeAnswering = batch => batch == 1
            ? throw new RpcException(new Status(StatusCode.Unavailable, "broken"))
            : Task.CompletedTask;
        await using var recorder = Recorder();

        await RecordAsync(recorder, 1, 3);
        await FlushAsync(recorder);

        Assert.Equal([["1", "2", "3"], ["1", "2", "3"]], _server.Activities.Received);
        Assert.Equal(3, recorder.Counts.Duplicate);
    }

    [Fact]
    public async Task A_stream_that_the_server_ends_early_is_opened_again()
    {
        _server.Activities.BeforeDeciding = batch => batch == 1 ? throw new RpcException(Status.DefaultSuccess) : Task.CompletedTask;
        await using var recorder = Recorder();

        await RecordAsync(recorder, 1, 3);
        await FlushAsync(recorder);

        Assert.Equal(Ids(1, 3), _server.Activities.Counted);
        Assert.Equal(2, _server.Activities.Streams);
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
        _server.Activities.Distort = (batch, response) =>
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
        Assert.Equal(StatusCode.Internal, Assert.Single(_interruptions).StatusCode);
    }

    [Fact]
    public async Task A_server_that_comes_later_gets_everything()
    {
        var address = _server.Address;
        await _server.DisposeAsync();
        await using var recorder = Recorder();
        await RecordAsync(recorder, 1, 10);
        await UntilAsync(() => !_interruptions.IsEmpty);

        _server = await ScriptedServer.StartAsync(address.Port);
        await FlushAsync(recorder);

        Assert.Equal(Ids(1, 10), _server.Activities.Counted);
        Assert.All(_interruptions, why => Assert.Equal(StatusCode.Unavailable, why.StatusCode));
    }

    [Fact]
    public async Task Activities_answered_UNAVAILABLE_are_sent_again_and_a_flush_waits_for_them()
    {
        var away = new ConcurrentDictionary<string, int>();
        _server.Activities.Decide = activity =>
            int.Parse(activity.ActivityId, null) % 10 == 0 && away.AddOrUpdate(activity.ActivityId, 1, (_, times) => times + 1) <= 3
                ? Error(Google.Rpc.Code.Unavailable)
                : null;
        await using var recorder = Recorder(options => options.BatchSize = 7);

        await RecordAsync(recorder, 1, 100);
        await FlushAsync(recorder);

        Assert.Equal(Ids(1, 100).Order(), _server.Activities.Counted.Order());
        Assert.Equal(new ActivityRecorderCounts(Recorded: 100, Duplicate: 0, Expired: 0, Refused: 0), recorder.Counts);
        Assert.Contains(_interruptions, why => why is { StatusCode: StatusCode.Unavailable, Detail: "scripted" });
    }

    [Fact]
    public async Task A_flush_that_comes_between_waits_for_an_earlier_activity_answered_UNAVAILABLE()
    {
        var isAway = true;
        _server.Activities.Decide = activity => activity.ActivityId == "1" && Volatile.Read(ref isAway) ? Error(Google.Rpc.Code.Unavailable) : null;
        await using var recorder = Recorder(options => options.BatchSize = 1);

        await RecordAsync(recorder, 1, 1);
        var flush = recorder.FlushAsync();
        await RecordAsync(recorder, 2, 20);
        await UntilAsync(() => _interruptions.Count > 3);

        Assert.False(flush.IsCompleted);
        Volatile.Write(ref isAway, false);
        await flush.WaitAsync(Generous);
        Assert.Contains("1", _server.Activities.Counted);
    }

    [Fact]
    public async Task A_refused_activity_is_reported_and_not_sent_again()
    {
        _server.Activities.Decide = activity => activity.ActivityId switch
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
            _refused.Select(refused => (refused.ActivityId, (Google.Rpc.Code)refused.Why.Code)));
        Assert.Equal(new ActivityRecorderCounts(Recorded: 2, Duplicate: 0, Expired: 1, Refused: 3), recorder.Counts);
        Assert.Single(_server.Activities.Received);
    }

    [Fact]
    public async Task Recording_waits_while_the_buffer_is_full()
    {
        var gate = new TaskCompletionSource();
        _server.Activities.BeforeAnswering = _ => gate.Task;
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
        Assert.Equal(Ids(1, 1000), _server.Activities.Counted);
    }

    [Fact]
    public async Task A_store_that_is_away_does_not_let_more_than_the_buffer_and_ten_batches_in()
    {
        _server.Activities.Decide = _ => Error(Google.Rpc.Code.Unavailable);
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
        await UntilAsync(() => _interruptions.Count > 100);
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
        _server.Activities.BeforeAnswering = _ => gate.Task;
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

        Assert.Equal(Ids(1, taken), _server.Activities.Counted);
    }

    [Fact]
    public async Task Disposing_sends_what_is_buffered()
    {
        var recorder = Recorder(options => options.MaxDelay = TimeSpan.FromMinutes(1));
        await RecordAsync(recorder, 1, 700);

        await recorder.DisposeAsync().AsTask().WaitAsync(Generous);
        await recorder.DisposeAsync();

        Assert.Equal(Ids(1, 700), _server.Activities.Counted);
        Assert.Equal(700, recorder.Counts.Recorded);
    }

    [Fact]
    public async Task Disposing_gives_up_in_time_and_hands_back_what_is_not_acknowledged()
    {
        _server.Activities.BeforeAnswering = batch => batch == 2 ? Task.Delay(Timeout.Infinite) : Task.CompletedTask;
        var recorder = Recorder(options => (options.BatchSize, options.DisposeTimeout) = (10, TimeSpan.FromMilliseconds(200)));
        await RecordAsync(recorder, 1, 200);
        var flush = recorder.FlushAsync();
        await UntilAsync(() => recorder.Counts.Recorded == 10);

        var left = await Assert.ThrowsAsync<UnacknowledgedActivitiesException>(() => recorder.DisposeAsync().AsTask().WaitAsync(Generous));

        Assert.Equal(Ids(11, 190), left.Activities.Select(activity => activity.ActivityId));
        Assert.Same(left, await Assert.ThrowsAsync<UnacknowledgedActivitiesException>(() => flush));
    }

    [Fact]
    public async Task Disposing_without_a_server_hands_back_everything()
    {
        await _server.DisposeAsync();
        var recorder = Recorder(options => options.DisposeTimeout = TimeSpan.FromMilliseconds(200));
        await RecordAsync(recorder, 1, 20);

        var left = await Assert.ThrowsAsync<UnacknowledgedActivitiesException>(() => recorder.DisposeAsync().AsTask().WaitAsync(Generous));

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

    [Fact]
    public async Task A_callback_that_throws_stops_the_recorder_and_loses_nothing()
    {
        _server.Activities.Decide = activity => activity.ActivityId == "2" ? Error(Google.Rpc.Code.InvalidArgument) : null;
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
    public async Task An_activity_that_no_server_could_read_is_refused_at_once()
    {
        await using var recorder = Recorder();

        await Assert.ThrowsAsync<ArgumentNullException>(async () => await recorder.RecordAsync(null!));
        await Assert.ThrowsAsync<ArgumentException>(async () => await recorder.RecordAsync(new Activity { ActivityId = new string('x', 4001) }));
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

        Assert.Equal(1000, Assert.Single(_server.Activities.Received).Length);
    }

    [Fact]
    public async Task The_stream_has_no_deadline()
    {
        await using var recorder = Recorder();

        await RecordAsync(recorder, 1, 1);
        await FlushAsync(recorder);

        Assert.Equal(DateTime.MaxValue, _server.Activities.Deadlines.Single());
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
            _server.Activities.BeforeAnswering = _ => throw new RpcException(new Status(StatusCode.Internal, "broken"));
            var recorder = Recorder(options => (options.BatchSize, options.DisposeTimeout) = (10, TimeSpan.Zero));
            await RecordAsync(recorder, 1, 100);
            using var impatience = new CancellationTokenSource();
            var flush = recorder.FlushAsync(impatience.Token);
            await UntilAsync(() => _interruptions.Count > 5);
            await impatience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
            await Assert.ThrowsAsync<UnacknowledgedActivitiesException>(async () => await recorder.DisposeAsync());
        }
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

    private static RecordResult Error(Google.Rpc.Code code) => new() { Error = new() { Code = (int)code, Message = "scripted" } };

    private static Activity NewActivity(int number) => new() { ActivityId = $"{number}", PersonId = "adam", ActivityType = "Visit Webpage" };

    private static IEnumerable<string> Ids(int first, int count) => Enumerable.Range(first, count).Select(number => $"{number}");

    private static async Task RecordAsync(ActivityRecorder recorder, int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            await recorder.RecordAsync(NewActivity(number)).AsTask().WaitAsync(Generous);
        }
    }

    private static Task FlushAsync(ActivityRecorder recorder) => recorder.FlushAsync().WaitAsync(Generous);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(Generous);
        while (!condition())
        {
            await Task.Delay(5, timeout.Token);
        }
    }

    private ActivityRecorder Recorder(Action<ActivityRecorderOptions>? configure = null)
    {
        var options = new ActivityRecorderOptions
        {
            InitialBackoff = TimeSpan.FromMilliseconds(1),
            MaxBackoff = TimeSpan.FromMilliseconds(20),
            Refused = (activity, why) => _refused.Enqueue((activity.ActivityId, why)),
            Interrupted = _interruptions.Enqueue,
        };
        configure?.Invoke(options);
        return new ActivityRecorder(_client.Activities, options);
    }
}
