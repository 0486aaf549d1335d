namespace BuyingGroups.Storage.Redis;

/// <summary>
/// Tells the other servers that there are new events, over Redis's publish and subscribe. A signal may get lost, so nobody relies on
/// it: it makes watchers fast, polling makes them right.
/// </summary>
/// <param name="redis">The Redis that all servers share; null: there is one server only.</param>
public sealed class EventSignal(RedisConnection? redis)
{
    /// <summary>Sends the signal, without waiting for it.</summary>
    public void Send() => redis?.Publish("events");

    /// <summary>Has <paramref name="received"/> called with each signal, also one's own, from now on and after each time that Redis was away.</summary>
    public void OnReceived(Action received) => redis?.Subscribe("events", received);
}
