namespace BuyingGroups.Server.Logging;

/// <summary>Lets the first of a kind through, and then one in a while, however many there are.</summary>
internal sealed class Rarely(TimeSpan every, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long? _last;
    private int _untold;

    /// <summary>Whether this one is let through.</summary>
    /// <param name="untold">How many weren't since the last that was.</param>
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
