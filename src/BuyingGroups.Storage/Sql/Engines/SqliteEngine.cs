using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace BuyingGroups.Storage.Sql.Engines;

/// <summary>
/// SQLite in WAL mode, in which readers never wait for the writer. SQLite has one writer at a time. Writers of this process queue here
/// instead of spinning on a busy file, so a write waits for the file only if another process writes. SQLite keeps no queue between
/// processes, so a process whose queue doesn't empty leaves a gap now and then, in which another process gets its turn.
/// </summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing, and may outlive the pool for calls in flight.")]
internal sealed class SqliteEngine : SqlEngine
{
    private static readonly TimeSpan MigrationLockTimeout = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestWithoutGap = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(3);

    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly string _file;
    private readonly string _pragmas;
    private readonly int _busyTimeout;
    private long _lastRelease;
    private long _lastGap;
    private long _busySince = long.MinValue;

    public SqliteEngine(SqlOptions options)
    {
        var connectionString = new SqliteConnectionStringBuilder(options.ConnectionString)
        {
            ForeignKeys = true,
            Pooling = true,
            // The client library repeats a busy statement until this time has passed, blocking a thread. SQLite's own busy_timeout below is
            // longer, so that the library doesn't repeat the statement.
            DefaultTimeout = 1,
        };
        ConnectionString = connectionString.ToString();
        _file = Path.GetFullPath(connectionString.DataSource);
        _busyTimeout = options.BusyTimeoutMilliseconds;
        // Deleted data is overwritten, because it may be a person's. The log file doesn't shrink by itself: the limit gives back the space
        // of a large transaction.
        _pragmas = $"PRAGMA busy_timeout = {options.BusyTimeoutMilliseconds}; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; "
            + "PRAGMA journal_size_limit = 67108864;";
    }

    public override SqlEngineKind Kind => SqlEngineKind.Sqlite;

    public override string Name => "SQLite";

    public override string ConnectionString { get; }

    public override int CommandTimeoutSeconds => 1;

    public override bool InsertsRowByRow => true;

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await ExecuteAsync(connection, _pragmas, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override ValueTask<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        ValueTask.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    public override async ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var sqlite = (SqliteConnection)connection;
        // The write lock is taken at the beginning and not in the middle of the transaction, where waiting for it can't succeed.
        var transaction = sqlite.BeginTransaction(deferred: true);
        try
        {
            await TakeWriteLockAsync(sqlite, cancellationToken);
            return transaction;
        }
        catch (Exception exception)
        {
            if (exception is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED })
            {
                Interlocked.Exchange(ref _busySince, Stopwatch.GetTimestamp());
            }

            await transaction.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask<IDisposable?> EnterWriteAsync(CancellationToken cancellationToken)
    {
        var entered = Stopwatch.GetTimestamp();
        await _writer.WaitAsync(cancellationToken);
        if (Interlocked.Read(ref _busySince) > entered)
        {
            // The writer ahead waited in vain for another process while this one queued, so this one has waited just as long.
            _writer.Release();
            throw new StoreUnavailableException(Name, null);
        }

        if (Stopwatch.GetElapsedTime(_lastRelease) >= Gap)
        {
            _lastGap = Stopwatch.GetTimestamp();
        }
        else if (Stopwatch.GetElapsedTime(_lastGap) > LongestWithoutGap)
        {
            // Writers that queue here hand over to each other faster than another process can try.
            await Task.Delay(Gap, CancellationToken.None);
            _lastGap = Stopwatch.GetTimestamp();
        }

        return new Turn(this);
    }

    // A transaction that holds the write lock from its beginning can't lose against another one.
    public override bool IsWorthRetrying(Exception exception) => false;

    public override bool IsUnavailable(Exception exception) => exception is SqliteException sqlite && SqliteFaults.IsUnavailable(sqlite);

    public override StoreUnavailableException Unavailable(Exception exception) =>
        exception is SqliteException sqlite ? SqliteFaults.Of(sqlite, _file) : base.Unavailable(exception);

    public override async Task<IAsyncDisposable> BeginMigrationAsync(CancellationToken cancellationToken)
    {
        var turn = await LockFileAsync(cancellationToken);
        try
        {
            MakePrivate();
            await using var connection = await OpenAsync(cancellationToken);
            // Lets space be returned to the disk later. Only takes effect on an empty file.
            await ExecuteAsync(connection, "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;", cancellationToken);
            return turn;
        }
        catch
        {
            await turn.DisposeAsync();
            throw;
        }
    }

    public override void ClearPool()
    {
        using var connection = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(connection);
    }

    protected override string Ids(string parameter) => $"(SELECT value AS id FROM json_each({parameter}))";

    protected override string Rows(string parameter, IReadOnlyList<(string Name, string Type)> columns) =>
        "(SELECT "
        + $"{string.Join(", ", columns.Select(column => $"value ->> '$.{column.Name}' AS {column.Name}"))} FROM json_each({parameter}))";

    protected override string Limit(string parameter) => $"LIMIT {parameter}";

    // A write transaction has the whole database to itself.
    protected override string Lock => "";

    protected override string LockRange => "";

    protected override string LockShared => "";

    protected override string NoRecursionLimit => "";

    // SQLite uses the machine's clock, to the millisecond. Formatted as Instant does it.
    protected override string Now => "strftime('%Y-%m-%dT%H:%M:%f0000Z', 'now')";

    private async Task<FileStream> LockFileAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return PrivateFiles.Open($"{_file}.migrating", FileMode.OpenOrCreate, FileShare.None);
            }
            catch (IOException exception)
                when (FileFaults.IsHeldByAnother(exception) && Stopwatch.GetElapsedTime(started) < MigrationLockTimeout)
            {
                // Another server migrates. There is no event to wait for, so it is tried again.
                await Task.Delay(50, cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw FileFaults.Of(Name, exception, _file);
            }
        }
    }

    // Made before SQLite creates the file with a mode that lets everybody read it.
    private void MakePrivate()
    {
        try
        {
            PrivateFiles.Make(_file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFaults.Of(Name, exception, _file);
        }
    }

    private async Task TakeWriteLockAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        raw.sqlite3_busy_timeout(connection.Handle, 0);
        try
        {
            var result = TryTakeWriteLock(connection);
            if (result == raw.SQLITE_BUSY)
            {
                // SQLite's own waiting soon tries only every 100 ms and misses the gaps that another process leaves. So does a timer on a
                // busy thread pool; and a pool thread that sleeps here can't be used to finish the write that is waited for. So a thread of
                // its own waits.
                result = await Task.Factory.StartNew(
                    () => WaitForWriteLock(connection, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning,
                    TaskScheduler.Default);
            }

            SqliteException.ThrowExceptionForRC(result, connection.Handle);
        }
        finally
        {
            raw.sqlite3_busy_timeout(connection.Handle, _busyTimeout);
        }
    }

    private int WaitForWriteLock(SqliteConnection connection, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        int result;
        while ((result = TryTakeWriteLock(connection)) == raw.SQLITE_BUSY
            && Stopwatch.GetElapsedTime(started).TotalMilliseconds < _busyTimeout)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Thread.Sleep(1);
        }

        return result;
    }

    // A DELETE without rows takes the write lock like any write.
    private static int TryTakeWriteLock(SqliteConnection connection) =>
        raw.sqlite3_exec(connection.Handle, "DELETE FROM event_log WHERE FALSE");

    private static async Task ExecuteAsync(DbConnection connection, string text, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Pragmas take no parameters; the only value in them is a number from the options.
        command.CommandText = text;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed class Turn(SqliteEngine engine) : IDisposable
    {
        public void Dispose()
        {
            engine._lastRelease = Stopwatch.GetTimestamp();
            engine._writer.Release();
        }
    }
}
