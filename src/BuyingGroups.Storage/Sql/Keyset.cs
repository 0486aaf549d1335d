using System.Globalization;

namespace BuyingGroups.Storage.Sql;

/// <summary>Cuts pages out of lists that are read one item beyond the page.</summary>
internal static class Keyset
{
    /// <summary>How many rows to ask the database for: one more than the page, which shows whether there is another page.</summary>
    public static int Take(this PageRequest page) => checked(page.Size + 1);

    public static Page<T> Cut<T>(this PageRequest page, IReadOnlyList<T> read, Func<T, PageCursor> cursor) =>
        read.Count <= page.Size
            ? new Page<T>(read, null)
            : new Page<T>([.. read.Take(page.Size)], cursor(read[page.Size - 1]));

    /// <summary>The sort key of the cursor of a list in chronological order.</summary>
    /// <exception cref="FormatException">The cursor doesn't belong to such a list.</exception>
    public static Instant? AfterInstant(this PageRequest page) => page.After is { } after ? Instant.Parse(after.SortKey) : null;

    /// <summary>The id of the cursor of a list that is ordered by numbers of the service.</summary>
    /// <exception cref="FormatException">The cursor doesn't belong to such a list.</exception>
    public static long? AfterNumber(this PageRequest page) =>
        page.After is not { } after ? null
        : long.TryParse(after.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"'{after.Id}' is no place in this list.");

    public static PageCursor Cursor(long number) => new("", number.ToString(CultureInfo.InvariantCulture));

    public static Page<TTo> Select<TFrom, TTo>(this Page<TFrom> page, Func<TFrom, TTo> map) => new([.. page.Items.Select(map)], page.Next);
}
