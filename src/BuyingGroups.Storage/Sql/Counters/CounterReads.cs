using Microsoft.Data.Sqlite;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>A connection for reads of the embedded counters, used by one at a time.</summary>
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
        _end.CommandText = "COMMIT";
    }

    /// <summary>Runs reads that see the database as it is at one moment; waits for no writer.</summary>
    public T Run<T>(Func<CounterTables, T> read)
    {
        _begin.ExecuteNonQuery();
        var answer = read(_tables);
        _end.ExecuteNonQuery();
        return answer;
    }

    public void Dispose()
    {
        _begin.Dispose();
        _end.Dispose();
        _tables.Dispose();
    }
}
