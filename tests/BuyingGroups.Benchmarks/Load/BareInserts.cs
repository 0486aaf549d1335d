using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace BuyingGroups.Benchmarks.Load;

/// <summary>
/// Inserts the rows that a creation job wrote into a copy of the database from before it, by prepared statements on one connection and
/// nothing else, in transactions of as many accounts. Reading the rows isn't counted.
/// </summary>
internal static class BareInserts
{
    // What belongs to groups of a batch of accounts; tables in the order of their references.
    private static readonly (string Table, string Rows)[] Tables =
    [
        ("buying_group", "SELECT * FROM buying_group AS t WHERE t.account_id > $after AND t.account_id <= $last"),
        ("membership", OfGroups("membership")),
        ("membership_decision", OfGroups("membership_decision")),
        ("group_event", OfGroups("group_event")),
        ("job_account", "SELECT * FROM job_account AS t WHERE t.account_id > $after AND t.account_id <= $last"),
    ];

    public static TimeSpan Run(string source, string target, int accountsAtOnce)
    {
        using var from = Open(source);
        using var to = Open(target);
        Execute(to, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000;");
        // The job itself, to which job_account refers.
        Execute(to, "PRAGMA foreign_keys = OFF");
        foreach (var row in Read(from, "SELECT * FROM job", []))
        {
            Insert(to, "job", row.Length).Invoke(row);
        }

        Execute(to, "PRAGMA foreign_keys = ON");
        var elapsed = TimeSpan.Zero;
        var inserts = new Dictionary<string, Action<object[]>>();
        var after = "";
        while (Read(
            from,
            "SELECT MAX(id), COUNT(*) FROM (SELECT id FROM account WHERE id > $after ORDER BY id LIMIT $take)",
            [("$after", after), ("$take", accountsAtOnce)])
            is [[string last, long and > 0]])
        {
            var rows = Tables.Select(table => (table.Table, Rows: Read(from, table.Rows, [("$after", after), ("$last", last)]))).ToArray();
            var started = Stopwatch.GetTimestamp();
            Execute(to, "BEGIN IMMEDIATE");
            foreach (var (table, values) in rows)
            {
                foreach (var row in values)
                {
                    if (!inserts.TryGetValue(table, out var insert))
                    {
                        inserts[table] = insert = Insert(to, table, row.Length);
                    }

                    insert(row);
                }
            }

            Execute(to, "COMMIT");
            elapsed += Stopwatch.GetElapsedTime(started);
            after = last;
        }

        return elapsed;
    }

    private static string OfGroups(string table) =>
        $"SELECT t.* FROM {table} AS t JOIN buying_group AS g ON g.id = t.group_id WHERE g.account_id > $after AND g.account_id <= $last";

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False;Foreign Keys=True");
        connection.Open();
        return connection;
    }

    private static Action<object[]> Insert(SqliteConnection connection, string table, int columns)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tables are those above.
        command.CommandText = $"INSERT INTO {table} VALUES ({string.Join(", ", Enumerable.Range(0, columns).Select(i => $"$v{i}"))})";
#pragma warning restore CA2100
        var parameters = Enumerable.Range(0, columns)
            .Select(i => command.Parameters.Add(new SqliteParameter($"$v{i}", DBNull.Value))).ToArray();
        command.Prepare();
        return values =>
        {
            for (var i = 0; i < values.Length; i++)
            {
                parameters[i].Value = values[i];
            }

            command.ExecuteNonQuery();
        };
    }

    private static List<object[]> Read(SqliteConnection connection, string text, (string Name, object Value)[] parameters)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those above.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those above.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
