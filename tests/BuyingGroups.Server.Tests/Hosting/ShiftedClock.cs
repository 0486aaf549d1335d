namespace BuyingGroups.Server.Tests.Hosting;

/// <summary>The real clock, some time ahead or behind: it goes on ticking, so that nothing that waits hangs.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _shift));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);

    /// <summary>Shifts so that it is <paramref name="now"/> now.</summary>
    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _shift, (now - base.GetUtcNow()).Ticks);
}
