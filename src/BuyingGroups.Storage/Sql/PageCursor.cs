using System.Globalization;

namespace BuyingGroups.Storage.Sql;

/// <summary>A place in a list.</summary>
/// <param name="SortKey">What the list is sorted by first; empty if by the id alone.</param>
/// <param name="Id">What it is sorted by then.</param>
public sealed record PageCursor(string SortKey, string Id)
{
    internal static PageCursor At(long ticks, string id) => new(ticks.ToString(CultureInfo.InvariantCulture), id);
}
