using System.Globalization;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Events;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Events;

/// <summary>What happened to buying groups: watched as it happens, waited for, and listed.</summary>
internal sealed class EventService(
    EventStore store, EventFeed feed, PageTokens pageTokens, EventOptions options, IHostApplicationLifetime lifetime)
    : Proto.EventService.EventServiceBase
{
    private const int MaxEventsOfMessage = 100;

    private static readonly WatchEventsValidator ValidWatch = new();
    private static readonly ListEventsValidator ValidList = new();

    public override async Task WatchEvents(
        Proto.WatchEventsRequest request, IServerStreamWriter<Proto.WatchEventsResponse> responseStream, ServerCallContext context)
    {
        ValidWatch.Require(request);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            var position = request.StartCase switch
            {
                Proto.WatchEventsRequest.StartOneofCase.AfterPosition => request.AfterPosition,
                Proto.WatchEventsRequest.StartOneofCase.SinceTime =>
                    await store.GetPositionBeforeAsync(request.SinceTime.ToDateTimeOffset(), ending.Token),
                _ => await store.GetLastPositionAsync(ending.Token),
            };
            await foreach (var page in feed.ReadAsync(
                position, request.Filter.ToFilter(), TimeSpan.FromSeconds(options.HeartbeatSeconds), ending.Token))
            {
                foreach (var message in MessagesOf(page))
                {
                    await WriteAsync(responseStream, message, position, ending.Token);
                    position = message.Position;
                }
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested
            && !context.CancellationToken.IsCancellationRequested)
        {
            throw RpcErrors.Stopping().ToRpcException();
        }
    }

    public override async Task<Proto.ListEventsResponse> ListEvents(Proto.ListEventsRequest request, ServerCallContext context)
    {
        ValidList.Require(request);
        var page = pageTokens.Read(request);
        var position = page.After is { } after ? long.Parse(after.Id, CultureInfo.InvariantCulture) : request.StartCase switch
        {
            Proto.ListEventsRequest.StartOneofCase.AfterPosition => request.AfterPosition,
            Proto.ListEventsRequest.StartOneofCase.SinceTime =>
                await store.GetPositionBeforeAsync(request.SinceTime.ToDateTimeOffset(), context.CancellationToken),
            _ => await store.GetOldestPositionAsync(context.CancellationToken),
        };
        var read = await store.ReadAfterAsync(position, page.Size, request.Filter.ToFilter(), context.CancellationToken);
        return new Proto.ListEventsResponse
        {
            Events = { read.Events.Select(change => change.ToProto()) },
            NextPageToken = pageTokens.Write(
                request, read.IsLast ? null : new PageCursor("", read.Position.ToString(CultureInfo.InvariantCulture))),
            Position = read.Position,
        };
    }

    /// <summary>Cuts a page into messages. The last message carries the position of the whole page.</summary>
    private static IEnumerable<Proto.WatchEventsResponse> MessagesOf(EventPage page)
    {
        if (page.Events.Count == 0)
        {
            return [new Proto.WatchEventsResponse { Position = page.Position }];
        }

        return page.Events.Chunk(MaxEventsOfMessage).Select(chunk => new Proto.WatchEventsResponse
        {
            Events = { chunk.Select(change => change.ToProto()) },
            Position = ReferenceEquals(chunk[^1], page.Events[^1]) ? page.Position : chunk[^1].Position,
        });
    }

    /// <summary>Waits for the reader as long as is allowed, and holds no more than one message for it.</summary>
    private async Task WriteAsync(
        IServerStreamWriter<Proto.WatchEventsResponse> stream, Proto.WatchEventsResponse message, long position,
        CancellationToken cancellationToken)
    {
        // Not by a cancellation token: cancelling a write aborts the call, and the watcher would never learn why.
        var write = stream.WriteAsync(message, cancellationToken);
        try
        {
            await write.WaitAsync(TimeSpan.FromSeconds(options.SlowWatcherSeconds), CancellationToken.None);
        }
        catch (TimeoutException)
        {
            _ = write.ContinueWith(
                given => given.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw RpcErrors.WatcherTooSlow(position).ToRpcException();
        }
    }
}
