using System.Collections.Concurrent;
using BuyingGroups.V1;
using Grpc.Core;

namespace BuyingGroups.Client.Tests;

internal sealed class ScriptedScoreService : ScoreService.ScoreServiceBase
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How many calls are answered UNAVAILABLE before one succeeds.</summary>
    public int Failures { get; set; }

    /// <summary>Answers no call before it is cancelled.</summary>
    public bool Hangs { get; set; }

    public ConcurrentQueue<DateTime> Deadlines { get; } = [];

    public ConcurrentQueue<string> Authorizations { get; } = [];

    public override async Task<GetEngagementScoreResponse> GetEngagementScore(GetEngagementScoreRequest request, ServerCallContext context)
    {
        Deadlines.Enqueue(context.Deadline);
        Authorizations.Enqueue(context.RequestHeaders.GetValue("authorization") ?? "");
        if (Interlocked.Increment(ref _calls) <= Failures)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the counters are away"));
        }

        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }

        return new GetEngagementScoreResponse { EngagementScore = new() { BuyingGroupId = request.BuyingGroupId } };
    }
}
