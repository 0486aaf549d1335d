using System.Collections.Concurrent;
using BuyingGroups.V1;
using Grpc.Core;

namespace BuyingGroups.Client.Tests;

/// <summary>Remembers ids as the real service does, and otherwise does what the test says.</summary>
internal sealed class ScriptedActivityService : ActivityService.ActivityServiceBase
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _seen = [];
    private int _streams;
    private int _batches;

    /// <summary>Decides an activity; null: RECORDED, or DUPLICATE if its id was seen.</summary>
    public Func<Activity, RecordResult?> Decide { get; set; } = _ => null;

    /// <summary>Runs before the nth batch that the server received (from 1, over all streams) is decided.</summary>
    public Func<int, Task> BeforeDeciding { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs after the nth batch is decided, before it is answered.</summary>
    public Func<int, Task> BeforeAnswering { get; set; } = _ => Task.CompletedTask;

    /// <summary>Changes the answer to the nth batch.</summary>
    public Action<int, StreamRecordActivitiesResponse> Distort { get; set; } = (_, _) => { };

    /// <summary>The ids of each batch received.</summary>
    public ConcurrentQueue<string[]> Received { get; } = [];

    /// <summary>The ids that count, in the order in which they were first counted.</summary>
    public ConcurrentQueue<string> Counted { get; } = [];

    public ConcurrentQueue<DateTime> Deadlines { get; } = [];

    public ConcurrentQueue<string> Authorizations { get; } = [];

    public int Streams => Volatile.Read(ref _streams);

    public override async Task StreamRecordActivities(
        IAsyncStreamReader<StreamRecordActivitiesRequest> requestStream,
        IServerStreamWriter<StreamRecordActivitiesResponse> responseStream,
        ServerCallContext context)
    {
        Interlocked.Increment(ref _streams);
        Deadlines.Enqueue(context.Deadline);
        Authorizations.Enqueue(context.RequestHeaders.GetValue("authorization") ?? "");
        for (var index = 0L; await requestStream.MoveNext(); index++)
        {
            var batch = Interlocked.Increment(ref _batches);
            var activities = requestStream.Current.Activities;
            Received.Enqueue([.. activities.Select(activity => activity.ActivityId)]);
            await BeforeDeciding(batch);
            var response = new StreamRecordActivitiesResponse { BatchIndex = index, Results = { activities.Select(ResultOf).ToList() } };
            await BeforeAnswering(batch);
            Distort(batch, response);
            await responseStream.WriteAsync(response);
        }
    }

    private RecordResult ResultOf(Activity activity)
    {
        if (Decide(activity) is { } decided)
        {
            return decided;
        }

        lock (_lock)
        {
            if (!_seen.Add(activity.ActivityId))
            {
                return new RecordResult { Outcome = RecordOutcome.Duplicate };
            }
        }

        Counted.Enqueue(activity.ActivityId);
        return new RecordResult { Outcome = RecordOutcome.Recorded };
    }
}
