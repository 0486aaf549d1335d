namespace BuyingGroups.Storage.Sql;

/// <summary>A page of a list.</summary>
/// <param name="Items">The items, at most as many as were asked for.</param>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, PageCursor? Next);
