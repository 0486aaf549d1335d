namespace BuyingGroups.Storage.Sql;

/// <summary>
/// The place of an item in a list: lists go on after the last item that was seen, not after a number of items, so that what comes and
/// goes between two pages neither repeats nor hides others.
/// </summary>
/// <remarks>A list that is given a cursor of another list may throw a <see cref="FormatException"/>.</remarks>
/// <param name="SortKey">What the list is ordered by, in a form of its own; empty if it is ordered by the id alone.</param>
/// <param name="Id">The item's id, which decides between equal keys.</param>
public sealed record PageCursor(string SortKey, string Id);
