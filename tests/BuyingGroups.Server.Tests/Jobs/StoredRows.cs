using Microsoft.Data.Sqlite;

namespace BuyingGroups.Server.Tests.Jobs;

/// <summary>The rows of an embedded database, past the service: to damage them, and to compare them one by one.</summary>
internal static class StoredRows
{
    public static async Task ExecuteAsync(string folder, string statement)
    {
        await using var connection = await OpenAsync(folder);
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Every row as text, in the statement's order.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(string folder, string statement)
    {
        await using var connection = await OpenAsync(folder);
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        }

        return rows;
    }

    private static async Task<SqliteConnection> OpenAsync(string folder)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "buyinggroups.db")};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }
}
