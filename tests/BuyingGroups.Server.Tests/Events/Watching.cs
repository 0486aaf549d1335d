using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Grpc.Core;

namespace BuyingGroups.Server.Tests.Events;

/// <summary>A watcher that keeps what it receives.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly AsyncServerStreamingCall<WatchEventsResponse> _call;
    private readonly Task _reading;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Event> _events = [];
    private readonly Lock _lock = new();
    private long _position = -1;

    private Watching(AsyncServerStreamingCall<WatchEventsResponse> call)
    {
        _call = call;
        _reading = ReadAsync();
    }

    /// <summary>What came so far, in order.</summary>
    public IReadOnlyList<Event> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>The position to resume from.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>How many messages had no event.</summary>
    public int Heartbeats { get; private set; }

    /// <summary>Why it ended; null while it hasn't.</summary>
    public RpcException? End { get; private set; }

    /// <summary>Returns once the server has answered for the first time: no later event is missed.</summary>
    public static async Task<Watching> StartAsync(EventService.EventServiceClient client, WatchEventsRequest request)
    {
        var watching = new Watching(client.WatchEvents(request));
        await watching._started.Task.EndsAsync("the first answer to a watcher");
        return watching;
    }

    public async Task<IReadOnlyList<Event>> AtLeastAsync(int count)
    {
        await Eventually.HoldsAsync(() => Events.Count >= count || End is not null, $"the event number {count}");
        return Events;
    }

    /// <summary>Waits for the end that the server makes.</summary>
    public async Task<RpcException?> EndedAsync()
    {
        await _reading.EndsAsync("the end of the watch that the server makes");
        return End;
    }

    public async ValueTask DisposeAsync()
    {
        _call.Dispose();
        await _reading.EndsAsync("the end of a watch that was given up");
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _call.ResponseStream.MoveNext())
            {
                var message = _call.ResponseStream.Current;
                lock (_lock)
                {
                    _events.AddRange(message.Events);
                }

                Heartbeats += message.Events.Count == 0 ? 1 : 0;
                Interlocked.Exchange(ref _position, message.Position);
                _started.TrySetResult();
            }
        }
        catch (RpcException exception)
        {
            End = exception;
            _started.TrySetResult();
        }
    }
}
