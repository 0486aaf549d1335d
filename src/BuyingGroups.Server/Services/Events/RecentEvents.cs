using BuyingGroups.Domain.Events;
using BuyingGroups.Storage.Sql.Events;

namespace BuyingGroups.Server.Services.Events;

/// <summary>The newest events, without holes, in bounded memory. Safe to be read while it is appended to.</summary>
/// <param name="capacity">At least so many are kept; at most twice as many.</param>
internal sealed class RecentEvents(int capacity)
{
    private readonly Lock _lock = new();
    private readonly List<GroupEvent> _events = [];

    /// <summary>All events up to here have been appended, or lie before the first that was.</summary>
    public long Position { get; private set; }

    /// <summary>Forgets all, and goes on after <paramref name="position"/>.</summary>
    public void RestartAfter(long position)
    {
        lock (_lock)
        {
            _events.Clear();
            Position = position;
        }
    }

    /// <summary>
    /// Adds the events that follow. Those before a gap, in which a restored log began anew, are forgotten: none are kept but such without
    /// holes.
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

    /// <summary>Events after a position that pass the filter; null if some of them aren't here any more.</summary>
    /// <param name="position">After this one.</param>
    /// <param name="take">At most so many are looked at.</param>
    /// <param name="filter">Only those that pass it.</param>
    public EventPage? ReadAfter(long position, int take, EventFilter filter)
    {
        GroupEvent[] looked;
        lock (_lock)
        {
            if (position >= Position)
            {
                // A watcher may be ahead of what has been appended here: it has read from the database.
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
