namespace BuyingGroups.Storage.Sql;

/// <summary>A page of a list.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="Next">Where the next page starts; null if this is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, PageCursor? Next)
{
    /// <summary>The page of rows that were read with one more than was asked for, which tells whether there are more.</summary>
    internal static Page<T> Of<TRow>(IReadOnlyList<TRow> rows, PageRequest request, Func<TRow, T> map, Func<TRow, PageCursor> cursor) =>
        new(
            [.. rows.Take(request.Size).Select(map)],
            rows.Count > request.Size ? cursor(rows[request.Size - 1]) : null);
}
