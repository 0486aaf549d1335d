using BuyingGroups.Domain.Directory;
using Microsoft.Data.Sqlite;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>Compares every row of the embedded counters with its checksum.</summary>
internal static class CounterCheck
{
    private const string Ids = "remembered_ids";

    private static readonly (string Table, string Rows, Func<SqliteDataReader, (long Number, byte[] Packed)> Content)[] Tables =
    [
        (
            "person_counters",
            "SELECT account_id, person_id, checksum, packed, (buckets << 32) | newest_day FROM person_counters",
            reader => (reader.GetInt64(4), reader.GetFieldValue<byte[]>(3))
        ),
        (
            Ids,
            "SELECT account_id, person_id, checksum, packed, (bucket << 32) | newest_day FROM remembered_ids",
            reader => (reader.GetInt64(4), reader.GetFieldValue<byte[]>(3))
        ),
        (
            "person_moves",
            "SELECT account_id, person_id, checksum, marker, moved_to, moves, kept_until FROM person_moves",
            reader => (
                reader.GetInt64(6),
                new MovesRow(reader.GetFieldValue<byte[]>(3), reader.GetString(4), reader.GetFieldValue<byte[]>(5), 0).Checked)
        ),
    ];

    /// <summary>Describes the first damaged row; null if there is none, or if the database is of a version without counters.</summary>
    public static string? FindDamage(SqliteConnection connection, CancellationToken cancellationToken)
    {
        foreach (var (table, rows, content) in Tables)
        {
            foreach (var (account, person, _) in Damaged(connection, table, rows, content, cancellationToken))
            {
                return $"a row of {table}, of person '{person}' in account '{account}', isn't what was written";
            }
        }

        return null;
    }

    /// <summary>Deletes the damaged rows. The counts of these people, which can't be trusted, begin anew.</summary>
    public static void DeleteDamaged(SqliteConnection connection, CancellationToken cancellationToken)
    {
        foreach (var (table, rows, content) in Tables)
        {
            foreach (var (account, person, number) in Damaged(connection, table, rows, content, cancellationToken).ToArray())
            {
                using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text consists of constants of this class.
                command.CommandText = $"DELETE FROM {table} WHERE account_id = @account AND person_id = @person"
                    + (table == Ids ? " AND bucket = @bucket" : "");
#pragma warning restore CA2100
                command.Parameters.AddWithValue("@account", account);
                command.Parameters.AddWithValue("@person", person);
                command.Parameters.AddWithValue("@bucket", number >> 32);
                command.ExecuteNonQuery();
            }
        }
    }

    private static IEnumerable<(string Account, string Person, long Number)> Damaged(
        SqliteConnection connection,
        string table,
        string rows,
        Func<SqliteDataReader, (long Number, byte[] Packed)> content,
        CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_schema WHERE name = @table";
        command.Parameters.AddWithValue("@table", table);
        if ((long)command.ExecuteScalar()! == 0)
        {
            yield break;
        }

#pragma warning disable CA2100 // The text consists of constants of this class.
        command.CommandText = rows;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(reader, content) is { IsWhole: false } row)
            {
                yield return (row.Account, row.Person, row.Number);
            }
        }
    }

    private static (string Account, string Person, long Number, bool IsWhole) Read(
        SqliteDataReader reader, Func<SqliteDataReader, (long Number, byte[] Packed)> content)
    {
        var (account, person) = (reader.GetValue(0) as string ?? "", reader.GetValue(1) as string ?? "");
        try
        {
            var (number, packed) = content(reader);
            var isWhole = RowChecksum.Of(new AccountId(account), new PersonId(person), number, packed) == reader.GetInt64(2);
            return (account, person, number, isWhole);
        }
        catch (Exception exception) when (CounterTables.IsDamage(exception))
        {
            return (account, person, 0, IsWhole: false);
        }
    }
}
