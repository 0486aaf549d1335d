namespace BuyingGroups.Storage;

/// <summary>
/// Decides how far the machine's clock may be trusted when it determines what is old enough to be deleted. A clock that is set forward by
/// mistake would delete what is still needed, which nothing can undo; a deletion that comes an hour late does no harm. So the clock is
/// compared with the monotonic one, which nobody can set. After it has jumped forward by more than <see cref="Tolerance"/>, time goes on as
/// if it hadn't, until the new time has stood for <see cref="Probation"/>. A clock that is set back is believed at once. Can be used by
/// several threads.
/// </summary>
/// <remarks>A machine that was asleep looks as if its clock had jumped, because the monotonic clock stands still meanwhile.</remarks>
public sealed class SteadyClock
{
    /// <summary>
    /// How far the clock may run ahead of the monotonic one within <see cref="Probation"/>, as a clock does that is being adjusted.
    /// </summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>How long a time must have stood after a jump before it is trusted.</summary>
    public static readonly TimeSpan Probation = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private Reading _trusted;
    private Reading? _onProbation;

    /// <summary>Trusts the current time of the clock.</summary>
    /// <param name="time">The wall clock and the monotonic clock.</param>
    public SteadyClock(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _trusted = Read();
    }

    /// <summary>The time by which something may be deleted, which is never later than the clock's.</summary>
    public DateTimeOffset TrustedNow
    {
        get
        {
            lock (_lock)
            {
                var now = Read();
                var expected = Expected(_trusted, now);
                if (now.Wall <= expected + Tolerance)
                {
                    _onProbation = null;
                    // Not on every call, or many small steps would pass as a clock that is being adjusted.
                    if (now.Wall < expected || _time.GetElapsedTime(_trusted.Timestamp, now.Timestamp) >= Probation)
                    {
                        _trusted = now;
                    }

                    return now.Wall;
                }

                if (_onProbation is not { } jumped || (now.Wall - Expected(jumped, now)).Duration() > Tolerance)
                {
                    _onProbation = now;
                    return expected;
                }

                if (_time.GetElapsedTime(jumped.Timestamp, now.Timestamp) < Probation)
                {
                    return expected;
                }

                (_trusted, _onProbation) = (now, null);
                return now.Wall;
            }
        }
    }

    private Reading Read() => new(_time.GetUtcNow(), _time.GetTimestamp());

    private DateTimeOffset Expected(Reading since, Reading now) => since.Wall + _time.GetElapsedTime(since.Timestamp, now.Timestamp);

    private readonly record struct Reading(DateTimeOffset Wall, long Timestamp);
}
