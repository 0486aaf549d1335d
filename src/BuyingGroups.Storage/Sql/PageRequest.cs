namespace BuyingGroups.Storage.Sql;

/// <summary>The page of a list that is asked for.</summary>
/// <param name="Size">The most items of the page, at least 1.</param>
/// <param name="After">The cursor of the page; null for the first page.</param>
public sealed record PageRequest(int Size, PageCursor? After = null)
{
    /// <summary>The first page.</summary>
    public static PageRequest First(int size) => new(size);
}
