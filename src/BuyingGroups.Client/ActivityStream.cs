using System.Threading.Channels;
using BuyingGroups.V1;
using Grpc.Core;

namespace BuyingGroups.Client;

/// <summary>
/// One call of StreamRecordActivities, from its opening to its end. Batches pass from a sending to a receiving task through
/// <see cref="_inFlight"/>, in order, and leave it once they are answered. What the stream leaves unacknowledged goes back to the front of
/// <paramref name="unsent"/>, so that the next stream sends it first.
/// </summary>
/// <param name="options">The options of the recorder.</param>
/// <param name="buffer">The recorded activities.</param>
/// <param name="unsent">What was taken from the buffer and hasn't been sent yet. Only this stream touches it while it runs.</param>
/// <param name="tally">Counts the answers.</param>
internal sealed class ActivityStream(
    ActivityRecorderOptions options, ChannelReader<RecorderEntry> buffer, List<RecorderEntry> unsent, ActivityTally tally)
{
    /// <summary>As many as the server reads ahead by default; more would only wait in the network.</summary>
    private const int MaxBatchesInFlight = 8;

    /// <summary>How long answers that were sent before the stream broke are still read.</summary>
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(1);

    private readonly Channel<List<RecorderEntry>> _inFlight = Channel.CreateBounded<List<RecorderEntry>>(
        new BoundedChannelOptions(MaxBatchesInFlight) { SingleReader = true, SingleWriter = true });

    /// <summary>What has to be sent again because it was answered UNAVAILABLE, and the flushes that wait for it.</summary>
    private readonly List<RecorderEntry> _again = [];

    private Status? _unavailable;

    /// <summary>Whether the server has acknowledged anything.</summary>
    public bool HasProgressed { get; private set; }

    /// <summary>Sends until the buffer is complete and empty, or until something prevents it.</summary>
    /// <returns>What prevented it; null if everything was sent and acknowledged.</returns>
    public async Task<Status?> RunAsync(ActivityService.ActivityServiceClient client, CancellationToken stop)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(broken.Token);
        using var call = client.StreamRecordActivities(cancellationToken: broken.Token);
        var send = SendAsync(call.RequestStream, broken, pause.Token);
        var receive = ReceiveAsync(call.ResponseStream, broken, pause);
        try
        {
            await Task.WhenAll(send, receive);
            return _unavailable;
        }
        catch (Exception) when (receive.Exception?.InnerException is null or RpcException)
        {
            stop.ThrowIfCancellationRequested();
            return WhatBroke(receive) ?? WhatBroke(send) ?? new Status(StatusCode.Cancelled, "The stream was cancelled.");
        }
        finally
        {
            while (_inFlight.Reader.TryRead(out var batch))
            {
                _again.AddRange(batch);
            }

            unsent.InsertRange(0, _again);
        }
    }

    private static Status? WhatBroke(Task task) => task.Exception?.InnerException switch
    {
        null or RpcException { StatusCode: StatusCode.Cancelled } => null,
        RpcException exception => exception.Status,
        var exception => new Status(StatusCode.Unavailable, exception.Message, exception),
    };

    private async Task SendAsync(
        IClientStreamWriter<StreamRecordActivitiesRequest> requests, CancellationTokenSource broken, CancellationToken pause)
    {
        try
        {
            while (await FillBatchAsync(pause))
            {
                var batch = unsent.GetRange(0, Math.Min(unsent.Count, options.BatchSize));
                unsent.RemoveRange(0, batch.Count);
                _inFlight.Writer.TryWrite(batch); // FillBatchAsync has waited for a free place.

                var request = new StreamRecordActivitiesRequest();
                request.Activities.AddRange(batch.Select(entry => entry.Activity).OfType<Activity>());
                if (request.Activities.Count > 0)
                {
                    await requests.WriteAsync(request, broken.Token);
                }
            }
        }
        catch (OperationCanceledException) when (pause.IsCancellationRequested)
        {
        }
        catch
        {
            broken.CancelAfter(LastAnswers);
            throw;
        }
        finally
        {
            _inFlight.Writer.Complete();
        }

        await requests.CompleteAsync();
    }

    /// <summary>Waits until a batch may be sent and is full, has waited long enough, or ends with a flush.</summary>
    /// <returns>False if there is nothing more to send.</returns>
    private async Task<bool> FillBatchAsync(CancellationToken pause)
    {
        await _inFlight.Writer.WaitToWriteAsync(pause);
        pause.ThrowIfCancellationRequested();
        if (unsent.Count == 0 && !await buffer.WaitToReadAsync(pause))
        {
            return false;
        }

        using var delay = CancellationTokenSource.CreateLinkedTokenSource(pause);
        delay.CancelAfter(options.MaxDelay);
        try
        {
            while (unsent.Count < options.BatchSize && (unsent.Count == 0 || unsent[^1].Flush is null))
            {
                if (buffer.TryRead(out var entry))
                {
                    unsent.Add(entry);
                }
                else if (!await buffer.WaitToReadAsync(delay.Token))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!pause.IsCancellationRequested)
        {
        }

        return unsent.Count > 0;
    }

    private async Task ReceiveAsync(
        IAsyncStreamReader<StreamRecordActivitiesResponse> responses, CancellationTokenSource broken, CancellationTokenSource pause)
    {
        try
        {
            var batchIndex = 0L;
            while (await _inFlight.Reader.WaitToReadAsync(broken.Token))
            {
                _inFlight.Reader.TryPeek(out var batch);
                var sent = batch!.Count(entry => entry.Activity is not null);
                Settle(batch!, sent == 0 ? [] : await NextResultsAsync(responses, batchIndex++, sent, broken.Token));
                _inFlight.Reader.TryRead(out _);
                if (_unavailable is not null)
                {
                    await pause.CancelAsync(); // A store is away. Batches already sent are still answered; the rest waits.
                }
            }

            await responses.MoveNext(broken.Token); // The end of the stream, or the server's final status.
        }
        catch
        {
            await broken.CancelAsync();
            throw;
        }
    }

    private static async Task<IReadOnlyList<RecordResult>> NextResultsAsync(
        IAsyncStreamReader<StreamRecordActivitiesResponse> responses, long batchIndex, int sent, CancellationToken broken)
    {
        if (!await responses.MoveNext(broken))
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The server ended the stream with batches unanswered."));
        }

        var response = responses.Current;
        return response.BatchIndex == batchIndex && response.Results.Count == sent
            ? response.Results
            : throw new RpcException(new Status(
                StatusCode.Internal,
                $"The server answered batch {response.BatchIndex} with {response.Results.Count} results, "
                + $"where batch {batchIndex} with {sent} was due."));
    }

    private void Settle(List<RecorderEntry> batch, IReadOnlyList<RecordResult> results)
    {
        List<RecorderEntry> again = [];
        var answered = 0;
        foreach (var entry in batch)
        {
            if (entry.Activity is null)
            {
                if (_again.Count + again.Count == 0)
                {
                    entry.Flush?.TrySetResult();
                }
                else
                {
                    again.Add(entry);
                }

                continue;
            }

            var result = results[answered++];
            if (result.Error is { Code: (int)Google.Rpc.Code.Unavailable } error)
            {
                _unavailable = new Status(StatusCode.Unavailable, error.Message);
                again.Add(entry);
            }
            else
            {
                tally.Add(entry.Activity, result);
                HasProgressed = true;
            }
        }

        _again.AddRange(again);
    }
}
