using System.Threading.Channels;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Settings;
using BuyingGroups.Server.Validation;
using Google.Rpc;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Activities;

/// <summary>Records activities: one, a batch, or a stream of batches.</summary>
internal sealed class ActivityService(ActivityRecorder recorder, ServerOptions options, IHostApplicationLifetime lifetime)
    : Proto.ActivityService.ActivityServiceBase
{
    private static readonly RecordActivityValidator ValidOne = new();
    private static readonly BatchRecordActivitiesValidator ValidBatch = new();
    private static readonly StreamRecordActivitiesValidator ValidStreamBatch = new();

    public override async Task<Proto.RecordActivityResponse> RecordActivity(Proto.RecordActivityRequest request, ServerCallContext context)
    {
        ValidOne.Require(request);
        var results = await recorder.RecordAsync([request.Activity], _ => "activity", context.CancellationToken);
        return results[0].Error is { } error
            ? throw error.ToRpcException()
            : new Proto.RecordActivityResponse { Outcome = results[0].Outcome };
    }

    public override async Task<Proto.BatchRecordActivitiesResponse> BatchRecordActivities(
        Proto.BatchRecordActivitiesRequest request, ServerCallContext context)
    {
        ValidBatch.Require(request);
        var results = await recorder.RecordAsync(request.Activities, PathOf, context.CancellationToken);
        if (results.All(result => result.Error?.Code == (int)Code.Unavailable))
        {
            throw results[0].Error.ToRpcException();
        }

        return new Proto.BatchRecordActivitiesResponse { Results = { results } };
    }

    public override async Task StreamRecordActivities(
        IAsyncStreamReader<Proto.StreamRecordActivitiesRequest> requestStream,
        IServerStreamWriter<Proto.StreamRecordActivitiesResponse> responseStream,
        ServerCallContext context)
    {
        // Bounded: while it is full, nothing is read, and HTTP/2 flow control slows the caller down.
        var inFlight = Channel.CreateBounded<Task<Proto.RecordResult[]>>(options.StreamBatchesInFlight);
        using var recording = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        // A server that stops reads no further batch, and answers those that it has read.
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(recording.Token, lifetime.ApplicationStopping);
        var reader = ReadAsync(requestStream, inFlight.Writer, reading.Token, recording.Token);
        try
        {
            long index = 0;
            await foreach (var batch in inFlight.Reader.ReadAllAsync(CancellationToken.None))
            {
                var results = await batch;
                await responseStream.WriteAsync(
                    new Proto.StreamRecordActivitiesResponse { BatchIndex = index++, Results = { results } }, context.CancellationToken);
            }
        }
        catch
        {
            await recording.CancelAsync();
            await reader.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        try
        {
            await reader;
        }
        catch (Exception) when (lifetime.ApplicationStopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw RpcErrors.Stopping().ToRpcException();
        }
    }

    private async Task ReadAsync(
        IAsyncStreamReader<Proto.StreamRecordActivitiesRequest> batches,
        ChannelWriter<Task<Proto.RecordResult[]>> inFlight,
        CancellationToken reading,
        CancellationToken recording)
    {
        try
        {
            await foreach (var batch in batches.ReadAllAsync(reading))
            {
                ValidStreamBatch.Require(batch);
                await inFlight.WriteAsync(recorder.RecordAsync(batch.Activities, PathOf, recording), recording);
            }
        }
        finally
        {
            // The batches before a malformed one are answered all the same, and its error is thrown after that.
            inFlight.Complete();
        }
    }

    private static string PathOf(int index) => $"activities[{index}]";
}
