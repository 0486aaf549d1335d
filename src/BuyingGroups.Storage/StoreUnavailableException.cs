namespace BuyingGroups.Storage;

/// <summary>A store can't do what is asked right now. It isn't known whether a write was done; every write here can be repeated.</summary>
/// <param name="store">The store's name, such as "Redis".</param>
/// <param name="inner">The cause.</param>
/// <param name="reason">A stable code, one of <see cref="StoreUnavailableReasons"/>.</param>
/// <param name="description">A sentence for people that says why; null means that the store can't be reached.</param>
public sealed class StoreUnavailableException(
    string store, Exception? inner, string reason = StoreUnavailableReasons.StoreUnavailable, string? description = null)
    : Exception(description ?? $"{store} can't be reached right now.", inner)
{
    /// <summary>The store's name.</summary>
    public string Store { get; } = store;

    /// <summary>A stable code, one of <see cref="StoreUnavailableReasons"/>.</summary>
    public string Reason { get; } = reason;
}
