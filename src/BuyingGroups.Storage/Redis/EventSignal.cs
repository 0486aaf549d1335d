namespace BuyingGroups.Storage.Redis;

/// <summary>
/// Signals new events to the other servers, over Redis's publish and subscribe. A signal may get lost, so nothing relies on it: it makes
/// watchers fast, and polling makes them correct.
/// </summary>
/// <param name="redis">The Redis that all servers share; null if there is one server only.</param>
public sealed class EventSignal(RedisConnection? redis)
{
    /// <summary>Sends the signal, without waiting for it.</summary>
    public void Send() => redis?.Publish("events");

    /// <summary>
    /// Calls <paramref name="received"/> for each signal, including this server's own, from now on, and each time that Redis comes back.
    /// </summary>
    public void OnReceived(Action received) => redis?.Subscribe("events", received);
}
