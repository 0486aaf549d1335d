using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace BuyingGroups.Storage.Sql.Engines;

/// <summary>
/// SQLite in WAL mode: readers never wait for the writer. It has one writer at a time; those of this process queue here, so that they
/// don't spin on a busy file, and only another process can make a write wait for the file. SQLite keeps no queue between processes: a process
/// whose queue doesn't empty leaves a gap now and then, in which another finds its turn.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing, and may outlive the pool for calls in flight.")]
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
            // The client repeats a busy statement until this passes, asleep on a thread. SQLite's own busy_timeout below has waited
            // longer by then, so that it doesn't repeat.
            DefaultTimeout = 1,
        };
        ConnectionString = connectionString.ToString();
        _file = Path.GetFullPath(connectionString.DataSource);
        _busyTimeout = options.BusyTimeoutMilliseconds;
        // What is deleted is overwritten: it may be a person's. The log keeps the size that it once had: a large transaction's is given
        // back.
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
        // The write lock is taken now, not in the middle, where waiting for it can't succeed.
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
            // While this one queued, the one in front waited in vain for another process: so did this one.
            _writer.Release();
            throw new StoreUnavailableException(Name, null);
        }

        if (Stopwatch.GetElapsedTime(_lastRelease) >= Gap)
        {
            _lastGap = Stopwatch.GetTimestamp();
        }
        else if (Stopwatch.GetElapsedTime(_lastGap) > LongestWithoutGap)
        {
            // Writers that queue here hand over to each other faster than another process can look.
            await Task.Delay(Gap, CancellationToken.None);
            _lastGap = Stopwatch.GetTimestamp();
        }

        return new Turn(this);
    }

    // With the write lock from the start there is nothing to lose against: a transaction that began also ends.
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
            // So that space can be given back later. Holds for a file that is empty yet.
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
        $"(SELECT {string.Join(", ", columns.Select(column => $"value ->> '$.{column.Name}' AS {column.Name}"))} FROM json_each({parameter}))";

    protected override string Limit(string parameter) => $"LIMIT {parameter}";

    // A write transaction has the whole database to itself.
    protected override string Lock => "";

    protected override string LockRange => "";

    protected override string LockShared => "";

    protected override string NoRecursionLimit => "";

    // SQLite has the machine's clock, to the millisecond; written as Instant writes it.
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
                // Another server migrates. Nothing else comes about by waiting.
                await Task.Delay(50, cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw FileFaults.Of(Name, exception, _file);
            }
        }
    }

    // Before SQLite makes it, with a mode that lets everybody read.
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
                // SQLite's own waiting soon looks only once in 100 ms, and misses the gaps that another process leaves. So does a timer of a busy
                // thread pool; and a thread of the pool that sleeps here is one less for whoever must end the write that is waited for.
                result = await Task.Factory.StartNew(
                    () => WaitForWriteLock(connection, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
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
        while ((result = TryTakeWriteLock(connection)) == raw.SQLITE_BUSY && Stopwatch.GetElapsedTime(started).TotalMilliseconds < _busyTimeout)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Thread.Sleep(1);
        }

        return result;
    }

    // A delete of nothing takes the lock as any write does.
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
