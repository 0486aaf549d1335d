namespace BuyingGroups.Server.Logging;

/// <summary>Lets the first of a kind through, and then one per interval, however many there are.</summary>
internal sealed class Rarely(TimeSpan every, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long? _last;
    private int _untold;

    /// <summary>Whether this one is let through.</summary>
    /// <param name="untold">How many have been held back since the last one that was let through.</param>
    public bool IsDue(out int untold)
    {
        lock (_lock)
        {
            untold = _untold;
            if (_last is { } last && time.GetElapsedTime(last) < every)
            {
                _untold++;
                return false;
            }

            _last = time.GetTimestamp();
            _untold = 0;
            return true;
        }
    }
}
