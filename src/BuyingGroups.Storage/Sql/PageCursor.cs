namespace BuyingGroups.Storage.Sql;

/// <summary>
/// The place of an item in a list. Lists continue after the last item that was seen, not after a number of items, so that items that come
/// and go between two pages neither repeat nor hide others.
/// </summary>
/// <remarks>A list that is given the cursor of another list may throw a <see cref="FormatException"/>.</remarks>
/// <param name="SortKey">What the list is sorted by, in a form of its own; empty if it is sorted by the id alone.</param>
/// <param name="Id">The item's id, which orders items with equal sort keys.</param>
public sealed record PageCursor(string SortKey, string Id);
