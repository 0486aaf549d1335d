namespace BuyingGroups.Storage.Sql.Events;

/// <summary>
/// There is no going on from a place in the order of events: later ones were dropped, or the position wasn't given yet, or it was given by
/// a log that is lost.
/// </summary>
/// <param name="position">The position; null if a time was asked for that lies too far back.</param>
/// <param name="droppedThrough">Events up to here have been dropped.</param>
/// <param name="lastPosition">The last position that was given.</param>
/// <param name="isOfLostLog">
/// Whether the position was given by a log that the database hasn't any more, since it was put back to an older state.
/// </param>
public sealed class EventPositionException(long? position, long droppedThrough, long lastPosition, bool isOfLostLog = false)
    : Exception(
        Reason(position, droppedThrough, lastPosition, isOfLostLog)
        + " Take the position of now, read the groups anew, and go on after that position.")
{
    /// <summary>Whether the position was given by a log that the database hasn't any more.</summary>
    public bool IsOfLostLog { get; } = isOfLostLog;

    /// <summary>Whether the position lies ahead of the last; otherwise, unless it is of a lost log, it lies too far back.</summary>
    public bool IsAhead { get; } = !isOfLostLog && position > lastPosition;

    /// <summary>Events up to here have been dropped.</summary>
    public long DroppedThrough { get; } = droppedThrough;

    /// <summary>The last position that was given.</summary>
    public long LastPosition { get; } = lastPosition;

    private static string Reason(long? position, long droppedThrough, long lastPosition, bool isOfLostLog) =>
        isOfLostLog
            ? $"The position {position} is of a log that isn't there any more: the database was put back to an older state, and its log "
                + "began anew."
        : position > lastPosition ? $"No event has had the position {position} yet; the last is {lastPosition}."
        : $"Events up to position {droppedThrough} aren't kept any more.";
}
