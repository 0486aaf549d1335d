namespace BuyingGroups.Storage;

/// <summary>A store can't do what is asked right now. Whether a write was done isn't known; every write here can be repeated.</summary>
/// <param name="store">The store's name, such as "Redis".</param>
/// <param name="inner">What happened.</param>
/// <param name="reason">A stable code that tells why, one of <see cref="StoreUnavailableReasons"/>.</param>
/// <param name="description">A sentence for people that tells why; none: the store can't be reached.</param>
public sealed class StoreUnavailableException(
    string store, Exception? inner, string reason = StoreUnavailableReasons.StoreUnavailable, string? description = null)
    : Exception(description ?? $"{store} can't be reached right now.", inner)
{
    /// <summary>The store's name.</summary>
    public string Store { get; } = store;

    /// <summary>A stable code that tells why, one of <see cref="StoreUnavailableReasons"/>.</summary>
    public string Reason { get; } = reason;
}
