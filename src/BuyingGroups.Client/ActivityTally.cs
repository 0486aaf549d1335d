using BuyingGroups.V1;

namespace BuyingGroups.Client;

/// <summary>Counts the outcomes. Written by one task at a time, read by any thread.</summary>
internal sealed class ActivityTally(ActivityRecorderOptions options)
{
    private long _recorded;
    private long _duplicate;
    private long _expired;
    private long _refused;

    public ActivityRecorderCounts Counts => new(
        Interlocked.Read(ref _recorded), Interlocked.Read(ref _duplicate), Interlocked.Read(ref _expired), Interlocked.Read(ref _refused));

    public void Add(Activity activity, RecordResult result)
    {
        switch (result)
        {
            case { ResultCase: RecordResult.ResultOneofCase.Error }:
                Refuse(activity, result.Error);
                break;
            case { Outcome: RecordOutcome.Recorded }:
                Interlocked.Increment(ref _recorded);
                break;
            case { Outcome: RecordOutcome.Duplicate }:
                Interlocked.Increment(ref _duplicate);
                break;
            case { Outcome: RecordOutcome.Expired }:
                Interlocked.Increment(ref _expired);
                break;
            default: // A newer server's answer. It is better reported as refused than taken for success.
                var message = $"This client doesn't know the answer '{result}'.";
                Refuse(activity, new Google.Rpc.Status { Code = (int)Google.Rpc.Code.Unknown, Message = message });
                break;
        }
    }

    private void Refuse(Activity activity, Google.Rpc.Status why)
    {
        Interlocked.Increment(ref _refused);
        options.OnRefused(activity, why);
    }
}
