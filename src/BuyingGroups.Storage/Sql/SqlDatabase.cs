using System.Data.Common;
using BuyingGroups.Storage.Sql.Engines;
using BuyingGroups.Storage.Sql.Events;
using BuyingGroups.Storage.Sql.Invalidations;
using Polly;
using Polly.Retry;

namespace BuyingGroups.Storage.Sql;

/// <summary>The SQL database, one per process, shared by all stores.</summary>
public sealed class SqlDatabase : IAsyncDisposable
{
    /// <summary>The number of rows in a piece of a large write: few enough that SQL Server locks rows and not the table.</summary>
    internal const int PieceSize = 2_000;

    private static readonly Statement Ping = new("SELECT 1");


    private readonly ResiliencePipeline _retries;
    private readonly StoreClock _clock;
    private long _knownEventPosition;
    private volatile StoreUnavailableException? _damage;

    /// <summary>Creates the database object. Nothing is opened before the first call.</summary>
    /// <param name="options">How to reach the database.</param>
    /// <param name="clock">Replaces the database's own clock, for tests; null for none.</param>
    public SqlDatabase(SqlOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Engine = options.Engine switch
        {
            SqlEngineKind.Sqlite => new SqliteEngine(options),
            SqlEngineKind.SqlServer => new SqlServerEngine(options),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Engine, "not an engine"),
        };
        _clock = new StoreClock(options.Engine, clock);
        _retries = options.MaxRetries == 0
            ? ResiliencePipeline.Empty
            : new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<DbException>(Engine.IsWorthRetrying),
                MaxRetryAttempts = options.MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(options.RetryDelayMilliseconds),
            }).Build();
    }

    /// <summary>Raised after a transaction with events was committed.</summary>
    public event Action? EventsCommitted;

    /// <summary>The database engine.</summary>
    public SqlEngineKind Kind => Engine.Kind;

    /// <summary>The engine's name for people, such as "SQLite".</summary>
    public string Name => Engine.Name;

    internal SqlEngine Engine { get; }

    /// <summary>The highest event position that is known to have been committed, here or according to a mark kept elsewhere.</summary>
    internal long KnownEventPosition => Interlocked.Read(ref _knownEventPosition);

    /// <summary>Returns when the database answers; for health checks.</summary>
    /// <exception cref="StoreUnavailableException">
    /// The database can't be reached, or was found damaged since the process started.
    /// </exception>
    public Task PingAsync(CancellationToken cancellationToken = default) =>
        _damage is { } damage
            ? throw new StoreUnavailableException(Name, damage.InnerException, damage.Reason, damage.Message)
            : ReadOneAsync(session => session.GetAsync<int>(Ping), cancellationToken);

    /// <summary>The time of the database's own clock: SQL Server's, which all servers share, or on SQLite the machine's.</summary>
    /// <exception cref="StoreUnavailableException">The database can't be reached.</exception>
    public Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken) =>
        ReadOneAsync(async session => (await _clock.ReadAsync(session)).Value, cancellationToken);

    /// <summary>Closes the pooled connections.</summary>
    public ValueTask DisposeAsync()
    {
        Engine.ClearPool();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a read of a single statement.</summary>
    internal Task<T> ReadOneAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken) =>
        RunAsync(
            async token =>
            {
                await using var connection = await Engine.OpenAsync(token);
                return await read(new SqlSession(Engine, _clock, connection, null, token));
            },
            cancellationToken);

    /// <summary>Runs a read of several statements, which see the database at one instant.</summary>
    internal Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken) =>
        RunAsync(
            async token =>
            {
                await using var connection = await Engine.OpenAsync(token);
                await using var transaction = await Engine.BeginReadAsync(connection, token);
                return await read(new SqlSession(Engine, _clock, connection, transaction, token));
            },
            cancellationToken);

    /// <summary>
    /// Runs a write, all of it or nothing. A write that loses against another one is run again from the start, so <paramref name="write"/>
    /// must not carry anything over from the previous run. Its events and invalidations are written last, see <see cref="EventLog"/> and
    /// <see cref="InvalidationLog"/>.
    /// </summary>
    internal Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> write, CancellationToken cancellationToken) =>
        RunAsync(
            async token =>
            {
                using var turn = await Engine.EnterWriteAsync(token);
                await using var connection = await Engine.OpenAsync(token);
                await using var transaction = await Engine.BeginWriteAsync(connection, token);
                var session = new SqlSession(Engine, _clock, connection, transaction, token);
                var result = await write(session);
                var last = session.Events.Count > 0 ? await EventLog.AppendAsync(session, session.Events, KnownEventPosition) : 0;
                if (session.Invalidations.Count > 0)
                {
                    await InvalidationLog.AppendAsync(session, session.Invalidations, session.InvalidatedAt);
                }

                await CommitAsync(transaction);
                if (session.Events.Count > 0)
                {
                    LearnEventPosition(last);
                    EventsCommitted?.Invoke();
                }

                return result;
            },
            cancellationToken);

    /// <summary>
    /// Runs a write that is too large for one transaction, piece by piece, until <paramref name="writePiece"/> returns that nothing is
    /// left.
    /// </summary>
    internal async Task WriteInPiecesAsync(Func<SqlSession, Task<bool>> writePiece, CancellationToken cancellationToken)
    {
        while (!await WriteAsync(writePiece, cancellationToken))
        {
        }
    }

    /// <summary>Remembers a position that was given to an event, or to the beginning of a generation.</summary>
    internal void LearnEventPosition(long position)
    {
        for (var known = KnownEventPosition; known < position; known = KnownEventPosition)
        {
            Interlocked.CompareExchange(ref _knownEventPosition, position, known);
        }
    }

    /// <summary>Runs something on the database outside of a session, with the same handling of faults.</summary>
    internal async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await _retries.ExecuteAsync(async token => await run(token), cancellationToken);
        }
        catch (DbException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The call was cancelled.", exception, cancellationToken);
        }
        catch (Exception exception) when (exception is not StoreUnavailableException && Told(exception) is { } told)
        {
            throw Unavailable(told);
        }
    }

    // The database's own exception, which migrations wrap; null if no exception in the chain says that the database is unavailable.
    private Exception? Told(Exception exception) =>
        Engine.IsUnavailable(exception) ? exception : exception.InnerException is { } inner ? Told(inner) : null;

    private StoreUnavailableException Unavailable(Exception exception)
    {
        var unavailable = Engine.Unavailable(exception);
        if (unavailable.Reason == StoreUnavailableReasons.DataFolderDamaged)
        {
            // Damage isn't repaired by itself, and other reads may not touch it. The operator has to learn of it all the same.
            _damage = unavailable;
        }

        return unavailable;
    }

    // A commit that fails may have been done. So it isn't repeated here, where a double write would go unnoticed, and it isn't cancelled.
    private async Task CommitAsync(DbTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (DbException exception) when (Engine.IsUnavailable(exception))
        {
            throw Unavailable(exception);
        }
    }
}
