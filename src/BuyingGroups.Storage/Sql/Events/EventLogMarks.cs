namespace BuyingGroups.Storage.Sql.Events;

/// <summary>
/// Remembers beside the database how far its log of events had come, so that a database that was put back to an older state is noticed.
/// Only committed positions are
/// remembered: a log that is further than its mark is as it should be, and one that isn't as far has lost something. A mark that got lost
/// is made anew.
/// </summary>
public abstract class EventLogMarks
{
    /// <summary>The highest position that is remembered of a log; 0 if none is.</summary>
    /// <exception cref="StoreUnavailableException">The marks can't be read now.</exception>
    public abstract Task<long> GetAsync(string logId, CancellationToken cancellationToken);

    /// <summary>Whether any log is remembered.</summary>
    /// <exception cref="StoreUnavailableException">The marks can't be read now.</exception>
    public abstract Task<bool> AnyAsync(CancellationToken cancellationToken);

    /// <summary>Remembers a position that was committed; a higher one that is remembered already stays.</summary>
    /// <exception cref="StoreUnavailableException">It may not be remembered.</exception>
    public abstract Task RaiseAsync(string logId, long position, CancellationToken cancellationToken);
}
