using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>
/// Reads a row of <c>person_counters</c>. A score reads one for each member, so SQLite is called directly here: by way of a command and a
/// reader, it takes three times as long.
/// </summary>
internal sealed class CounterRowStatement : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3_stmt _statement;

    public CounterRowStatement(SqliteConnection connection)
    {
        _connection = connection;
        SqliteException.ThrowExceptionForRC(
            raw.sqlite3_prepare_v2(
                connection.Handle,
                "SELECT packed, buckets, newest_day, checksum FROM person_counters WHERE account_id = ? AND person_id = ?",
                out _statement),
            connection.Handle);
    }

    /// <summary>The row and its checksum; null if there is none.</summary>
    /// <exception cref="DamagedCountersException">The stored values don't have the types that were written.</exception>
    public (CounterRow Row, long Checksum)? Read(CounterKey key)
    {
        try
        {
            raw.sqlite3_bind_text(_statement, 1, key.Account);
            raw.sqlite3_bind_text(_statement, 2, key.Person);
            var result = raw.sqlite3_step(_statement);
            if (result == raw.SQLITE_DONE)
            {
                return null;
            }

            if (result != raw.SQLITE_ROW)
            {
                SqliteException.ThrowExceptionForRC(result, _connection.Handle);
            }

            if (raw.sqlite3_column_type(_statement, 0) != raw.SQLITE_BLOB)
            {
                throw new DamagedCountersException(key.AccountId, key.PersonId);
            }

            var row = new CounterRow(
                raw.sqlite3_column_blob(_statement, 0).ToArray(),
                raw.sqlite3_column_int(_statement, 1),
                raw.sqlite3_column_int(_statement, 2));
            return (row, raw.sqlite3_column_int64(_statement, 3));
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();
}
