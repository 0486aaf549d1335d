namespace BuyingGroups.Storage.Sql.Events;

/// <summary>There is no going on from a place in the order of events: later ones were dropped, or the position wasn't given yet.</summary>
/// <param name="position">The position; null if a time was asked for that lies too far back.</param>
/// <param name="droppedThrough">Events up to here have been dropped.</param>
/// <param name="lastPosition">The last position that was given.</param>
public sealed class EventPositionException(long? position, long droppedThrough, long lastPosition)
    : Exception(position > lastPosition
        ? $"No event has had the position {position} yet; the last is {lastPosition}."
        : $"Events up to position {droppedThrough} aren't kept any more.")
{
    /// <summary>Whether the position lies ahead of the last; otherwise it lies too far back.</summary>
    public bool IsAhead { get; } = position > lastPosition;

    /// <summary>Events up to here have been dropped.</summary>
    public long DroppedThrough { get; } = droppedThrough;

    /// <summary>The last position that was given.</summary>
    public long LastPosition { get; } = lastPosition;
}
