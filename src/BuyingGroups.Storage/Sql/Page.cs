namespace BuyingGroups.Storage.Sql;

/// <summary>A piece of a list.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="Next">Where the next page begins; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, PageCursor? Next);
