using BuyingGroups.Domain.Events;
using BuyingGroups.Storage.Sql.Events;

namespace BuyingGroups.Server.Services.Events;

/// <summary>The newest events without gaps, in bounded memory. Safe to be read while events are appended.</summary>
/// <param name="capacity">The number of events that are kept at least; at most twice as many are kept.</param>
internal sealed class RecentEvents(int capacity)
{
    private readonly Lock _lock = new();
    private readonly List<GroupEvent> _events = [];

    /// <summary>All events up to this position have been appended, or precede the first one that was.</summary>
    public long Position { get; private set; }

    /// <summary>Drops all events and continues after <paramref name="position"/>.</summary>
    public void RestartAfter(long position)
    {
        lock (_lock)
        {
            _events.Clear();
            Position = position;
        }
    }

    /// <summary>
    /// Appends the events that follow. If there is a gap, after which a restored log began anew, the events before it are dropped, so that
    /// those kept have no gaps.
    /// </summary>
    public void Append(IReadOnlyCollection<GroupEvent> events)
    {
        lock (_lock)
        {
            if (_events.Count + events.Count > 2 * capacity)
            {
                _events.RemoveRange(0, Math.Min(_events.Count, _events.Count + events.Count - capacity));
            }

            foreach (var change in events)
            {
                if (change.Position != Position + 1)
                {
                    _events.Clear();
                }

                _events.Add(change);
                Position = change.Position;
            }
        }
    }

    /// <summary>The events after a position that pass the filter; null if some of them are no longer kept here.</summary>
    /// <param name="position">The position after which to read.</param>
    /// <param name="take">How many events are looked at, at most.</param>
    /// <param name="filter">The filter that events have to pass.</param>
    public EventPage? ReadAfter(long position, int take, EventFilter filter)
    {
        GroupEvent[] looked;
        lock (_lock)
        {
            if (position >= Position)
            {
                // A watcher that has read from the database may be ahead of what has been appended here.
                return new EventPage([], position, IsLast: true);
            }

            var index = position - (Position - _events.Count);
            if (index < 0)
            {
                return null;
            }

            looked = [.. _events.Skip((int)index).Take(take)];
        }

        return new EventPage([.. looked.Where(filter.Passes)], looked[^1].Position, looked.Length < take);
    }
}
