namespace BuyingGroups.Storage.Redis;

/// <summary>Whether Redis drops keys when its memory is full, as it was a moment ago.</summary>
/// <param name="Name">The <c>maxmemory-policy</c>, of several nodes the worst; null if it can't be read.</param>
internal sealed record EvictionPolicy(string? Name)
{
    /// <summary>The only policy that keeps what was acknowledged.</summary>
    private const string KeepsAll = "noeviction";

    private readonly long _readAt = Environment.TickCount64;

    /// <summary>
    /// Whether acknowledged activities may be lost. All keys expire, so the policies that evict only expiring keys are no better.
    /// </summary>
    public bool DropsKeys => Name is not (null or KeepsAll);

    /// <summary>Whether the policy was read longer ago than this.</summary>
    public bool IsOlderThan(TimeSpan age) => Environment.TickCount64 - _readAt > age.TotalMilliseconds;
}
