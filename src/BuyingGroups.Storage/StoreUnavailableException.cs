namespace BuyingGroups.Storage;

/// <summary>A store can't be reached right now. Whether a write was done isn't known; every write here can be repeated.</summary>
/// <param name="store">The store's name, such as "Redis".</param>
/// <param name="inner">What happened.</param>
public sealed class StoreUnavailableException(string store, Exception? inner) : Exception($"{store} can't be reached right now.", inner)
{
    /// <summary>The store's name.</summary>
    public string Store { get; } = store;
}
