namespace BuyingGroups.Storage.Sql;

/// <summary>
/// Inserts rows into a table in their order: on SQLite by one prepared statement that runs for each row, which is faster than a statement
/// over JSON; on other engines, where each statement is a round trip, by one statement over a table of the rows. Kept in a static field,
/// like a <see cref="Statement"/>.
/// </summary>
internal sealed class RowInsert
{
    private readonly string[] _columns;

    /// <param name="table">The table.</param>
    /// <param name="columns">The columns with the types of <c>{rows …}</c>, such as <c>id id, name text</c>.</param>
    public RowInsert(string table, string columns)
    {
        _columns = [.. columns.Split(',', StringSplitOptions.TrimEntries).Select(column => column.Split(' ')[0])];
        var names = string.Join(", ", _columns);
        OfRow = $"INSERT INTO {table} ({names}) VALUES ({string.Join(", ", _columns.Select((_, index) => $"@v{index}"))})";
        OfSet = new Statement(
            $$"""
            INSERT INTO {{table}} ({{names}})
            SELECT {{string.Join(", ", _columns.Select(column => $"r.{column}"))}}
            FROM {rows @rows (place whole, {{columns}})} AS r
            ORDER BY r.place
            """,
            table);
    }

    /// <summary>The statement that inserts the row of the parameters <c>@v0</c>, <c>@v1</c> and so on.</summary>
    public string OfRow { get; }

    /// <summary>The statement that inserts the rows of <c>@rows</c>.</summary>
    public Statement OfSet { get; }

    /// <summary>The rows as <see cref="OfSet"/> takes them.</summary>
    public string ToJson(IEnumerable<object?[]> rows) => StoredJson.Write(rows.Select((row, place) =>
    {
        var named = new Dictionary<string, object?> { ["place"] = place };
        foreach (var (column, value) in _columns.Zip(row))
        {
            named[column] = Stored(value);
        }

        return named;
    }));

    /// <summary>A value as it is stored. Texts and numbers stay as they are.</summary>
    public static object? Stored(object? value) => value is Instant instant ? instant.ToString() : value;
}
