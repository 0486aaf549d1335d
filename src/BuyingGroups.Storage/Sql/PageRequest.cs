using System.Globalization;

namespace BuyingGroups.Storage.Sql;

/// <summary>Which page of a list.</summary>
/// <param name="Size">The most items.</param>
/// <param name="After">The last item of the page before; null for the first page.</param>
public sealed record PageRequest(int Size, PageCursor? After)
{
    /// <summary>One more than asked for, to know whether there are more.</summary>
    internal int Limit => Size + 1;

    /// <summary>The sort key as a time; past every time on the first page.</summary>
    internal long AfterTicks =>
        After is null ? long.MaxValue : long.TryParse(After.SortKey, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) ? ticks : 0;

    /// <summary>The id of the last item of the page before.</summary>
    internal string AfterId => After?.Id ?? "";
}
