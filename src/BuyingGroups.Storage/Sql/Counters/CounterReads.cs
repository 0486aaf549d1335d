using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>A connection for reads of the embedded counters, used by one reader at a time.</summary>
internal sealed class CounterReads : IDisposable
{
    private readonly CounterTables _tables;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _end;

    public CounterReads(SqliteConnection connection)
    {
        _tables = new CounterTables(connection);
        _begin = connection.CreateCommand();
        _begin.CommandText = "BEGIN";
        _end = connection.CreateCommand();
        _end.CommandText = "ROLLBACK";
    }

    /// <summary>Runs reads that see the database at one moment. Doesn't wait for the writer.</summary>
    public T Run<T>(Func<CounterTables, T> read)
    {
        _begin.ExecuteNonQuery();
        try
        {
            return read(_tables);
        }
        finally
        {
            // Nothing was written, so there is nothing to roll back. SQLite ends a transaction by itself after some errors; one that stayed
            // open would be passed on with the connection.
            if (raw.sqlite3_get_autocommit(_tables.Connection.Handle) == 0)
            {
                _end.ExecuteNonQuery();
            }
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _end.Dispose();
        _tables.Dispose();
    }
}
