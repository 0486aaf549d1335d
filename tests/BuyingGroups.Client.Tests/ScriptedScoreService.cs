using System.Collections.Concurrent;
using BuyingGroups.V1;
using Grpc.Core;

namespace BuyingGroups.Client.Tests;

internal sealed class ScriptedScoreService : ScoreService.ScoreServiceBase
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How many calls fail before one succeeds.</summary>
    public int Failures { get; set; }

    /// <summary>With which status they are.</summary>
    public StatusCode Failure { get; set; } = StatusCode.Unavailable;

    /// <summary>What they say beside it.</summary>
    public Metadata FailureTrailers { get; } = [];

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
            throw new RpcException(new Status(Failure, "not now"), FailureTrailers);
        }

        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }

        return new GetEngagementScoreResponse { EngagementScore = new() { BuyingGroupId = request.BuyingGroupId } };
    }
}
