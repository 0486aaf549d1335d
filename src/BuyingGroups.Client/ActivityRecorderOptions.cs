using BuyingGroups.V1;

namespace BuyingGroups.Client;

/// <summary>
/// How an <see cref="ActivityRecorder"/> buffers, sends and retries. The callbacks run on the recorder's own task, one at a time: sending
/// waits for them, so keep them short. A callback that throws stops the recorder.
/// </summary>
public sealed class ActivityRecorderOptions
{
    /// <summary>The most activities of a batch. Default 500; 1 to 1,000.</summary>
    public int BatchSize { get; set; } = 500;

    /// <summary>How long a batch that isn't full waits for more activities. Default 200 ms; 0 to 1 minute.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How many activities may wait to be sent before recording waits. Default 10,000; 1 to 1,000,000. At most ten further batches are sent
    /// and unanswered, or wait to be sent again.
    /// </summary>
    public int BufferCapacity { get; set; } = 10_000;

    /// <summary>
    /// The wait before a broken stream is opened again, or before activities that were answered UNAVAILABLE are sent again. It doubles each
    /// time until an activity is acknowledged, and is shortened at random by up to half. Default 100 ms; 1 ms to 1 minute.
    /// </summary>
    public TimeSpan InitialBackoff { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest such wait. Default 5 s; from <see cref="InitialBackoff"/> to 1 minute.</summary>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long disposing waits for the rest to be acknowledged. Default 30 s; 0 to 1 hour.</summary>
    public TimeSpan DisposeTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Called for each activity that the server refused for good, such as one of an unknown person, with the reason. It isn't sent again.
    /// Default none: the activity only counts in <see cref="ActivityRecorderCounts.Refused"/>.
    /// </summary>
    public Action<Activity, Google.Rpc.Status>? Refused { get; set; }

    /// <summary>
    /// Called each time that sending is interrupted, with the reason. The recorder tries again until it is disposed, even if that looks
    /// hopeless (PERMISSION_DENIED). Default none.
    /// </summary>
    public Action<Grpc.Core.Status>? Interrupted { get; set; }

    internal void Validate()
    {
        Check(BatchSize is >= 1 and <= 1000, nameof(BatchSize), BatchSize, "1 to 1,000");
        Check(MaxDelay.IsWithin(TimeSpan.Zero, Minute), nameof(MaxDelay), MaxDelay, "0 to 1 minute");
        Check(BufferCapacity is >= 1 and <= 1_000_000, nameof(BufferCapacity), BufferCapacity, "1 to 1,000,000");
        Check(InitialBackoff.IsWithin(TimeSpan.FromMilliseconds(1), Minute), nameof(InitialBackoff), InitialBackoff, "1 ms to 1 minute");
        Check(MaxBackoff.IsWithin(InitialBackoff, Minute), nameof(MaxBackoff), MaxBackoff, "InitialBackoff to 1 minute");
        Check(DisposeTimeout.IsWithin(TimeSpan.Zero, TimeSpan.FromHours(1)), nameof(DisposeTimeout), DisposeTimeout, "0 to 1 hour");
    }

    internal void OnRefused(Activity activity, Google.Rpc.Status why) => Call(nameof(Refused), () => Refused?.Invoke(activity, why));

    internal void OnInterrupted(Grpc.Core.Status why) => Call(nameof(Interrupted), () => Interrupted?.Invoke(why));

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static void Check(bool holds, string name, object value, string bounds)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} has to be {bounds}.");
        }
    }

    private static void Call(string name, Action callback)
    {
        try
        {
            callback();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"The {name} callback threw.", exception);
        }
    }
}
