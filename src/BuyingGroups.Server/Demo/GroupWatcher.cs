using BuyingGroups.Client;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace BuyingGroups.Server.Demo;

/// <summary>Watches the events of one group over gRPC, from now on.</summary>
internal sealed class GroupWatcher : IDisposable
{
    private readonly BuyingGroupsClient _client;
    private readonly AsyncServerStreamingCall<Proto.WatchEventsResponse> _call;

    private GroupWatcher(BuyingGroupsClient client, AsyncServerStreamingCall<Proto.WatchEventsResponse> call)
    {
        _client = client;
        _call = call;
    }

    public static async Task<GroupWatcher> StartAsync(BuyingGroupsClient client, string groupId, CancellationToken cancellationToken)
    {
        var before = await PositionOfNowAsync(client, cancellationToken);
        var call = client.Events.WatchEvents(
            new() { Filter = new() { BuyingGroupIds = { groupId } }, AfterPosition = before }, cancellationToken: cancellationToken);
        return new GroupWatcher(client, call);
    }

    /// <summary>The events that have come so far, read up to the position that the log has reached now.</summary>
    public async Task<IReadOnlyList<Proto.Event>> UntilNowAsync(CancellationToken cancellationToken)
    {
        var end = await PositionOfNowAsync(_client, cancellationToken);
        var events = new List<Proto.Event>();
        long position = 0;
        while (position < end && await _call.ResponseStream.MoveNext(cancellationToken))
        {
            events.AddRange(_call.ResponseStream.Current.Events);
            position = _call.ResponseStream.Current.Position;
        }

        return events;
    }

    public void Dispose() => _call.Dispose();

    private static async Task<long> PositionOfNowAsync(BuyingGroupsClient client, CancellationToken cancellationToken) =>
        (await client.Events.ListEventsAsync(
            new() { SinceTime = DateTimeOffset.UtcNow.ToTimestamp() }, cancellationToken: cancellationToken)).Position;
}
