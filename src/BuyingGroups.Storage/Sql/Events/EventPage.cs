using BuyingGroups.Domain.Events;

namespace BuyingGroups.Storage.Sql.Events;

/// <summary>Events in order.</summary>
/// <param name="Events">Those that pass the filter; may be none though there are more pages.</param>
/// <param name="Position">All events up to here were looked at.</param>
/// <param name="IsLast">Whether these were all that there were.</param>
public sealed record EventPage(IReadOnlyList<GroupEvent> Events, long Position, bool IsLast);
