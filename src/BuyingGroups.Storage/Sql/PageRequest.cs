namespace BuyingGroups.Storage.Sql;

/// <summary>Which piece of a list is asked for.</summary>
/// <param name="Size">At most so many items, at least 1.</param>
/// <param name="After">The last item of the page before; null for the first page.</param>
public sealed record PageRequest(int Size, PageCursor? After = null)
{
    /// <summary>The first page.</summary>
    public static PageRequest First(int size) => new(size);
}
