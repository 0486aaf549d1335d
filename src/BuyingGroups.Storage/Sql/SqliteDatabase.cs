using Microsoft.Data.Sqlite;

namespace BuyingGroups.Storage.Sql;

/// <summary>
/// SQLite in a file: the embedded default. Write-ahead log, so readers never wait for a writer; <c>synchronous=FULL</c>, so what is
/// committed survives a loss of power. SQLite takes one writer at a time: those of this process queue here rather than poll the file.
/// </summary>
public sealed class SqliteDatabase : SqlDatabase
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int IoError = 10;
    private const int CannotOpen = 14;

    private readonly SemaphoreSlim _writer = new(1);
    private readonly string _onOpen;

    /// <param name="file">The database file; made if there is none.</param>
    /// <param name="options">Timeouts.</param>
    public SqliteDatabase(string file, SqlOptions options)
    {
        TimeoutSeconds = options.TimeoutSeconds;
        _onOpen = $"PRAGMA busy_timeout = {1000 * options.TimeoutSeconds}; PRAGMA synchronous = FULL;";
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true, DefaultTimeout = options.TimeoutSeconds }.ToString();
    }

    /// <inheritdoc />
    public override string Name => "SQLite";

    internal override int TimeoutSeconds { get; }

    /// <summary>For the migrations.</summary>
    internal string ConnectionString { get; }

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        using (var connection = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        _writer.Dispose();
        return ValueTask.CompletedTask;
    }

    internal override Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken) =>
        GuardAsync(async () =>
        {
            await using var connection = await OpenAsync(cancellationToken);
            return await read(new SqlSession(this, connection, transaction: null, cancellationToken));
        });

    internal override async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> write, CancellationToken cancellationToken)
    {
        if (!await _writer.WaitAsync(TimeSpan.FromSeconds(TimeoutSeconds), cancellationToken))
        {
            throw new StoreUnavailableException(Name, new TimeoutException("Other writers took too long."));
        }

        try
        {
            return await GuardAsync(async () =>
            {
                await using var connection = await OpenAsync(cancellationToken);
                // Immediate: takes the write lock now, so that what is read within stays true.
                await using var transaction = connection.BeginTransaction(deferred: false);
                var result = await write(new SqlSession(this, connection, transaction, cancellationToken));
                await transaction.CommitAsync(cancellationToken);
                return result;
            });
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <inheritdoc />
    protected override string Fill(string text) => text
        .Replace("{limit}", "LIMIT @limit", StringComparison.Ordinal)
        .Replace("{ids}", "(SELECT value AS id FROM json_each(@ids))", StringComparison.Ordinal)
        .Replace("{lock}", "", StringComparison.Ordinal);

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = _onOpen;
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is Busy or Locked or IoError or CannotOpen)
        {
            throw new StoreUnavailableException(Name, exception);
        }
    }
}
