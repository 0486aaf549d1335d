using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;
using Polly;
using Polly.Retry;

namespace BuyingGroups.Storage.Sql;

/// <summary>
/// SQL Server. A transaction that falls victim to a deadlock, or to another passing error, is run again from the start; an error that doesn't
/// pass within the retries is a store that can't be reached.
/// </summary>
public sealed class SqlServerDatabase : SqlDatabase
{
    // Deadlock, lock timeout, connection lost or refused, failover, throttling: those that Microsoft lists as transient, and timeouts (-2).
    private static readonly HashSet<int> Transient =
    [
        -2, -1, 2, 20, 53, 64, 121, 233, 258, 596, 617, 669, 921, 997, 1203, 1204, 1205, 1221, 1222, 1807, 3935, 3960, 3966, 4060, 4221, 10053,
        10054, 10060, 10061, 10928, 10929, 10936, 11001, 17142, 18401, 35, 40143, 40197, 40501, 40540, 40613, 41301, 41302, 41305, 41325, 41839,
        42108, 42109, 49918, 49919, 49920,
    ];

    private readonly string _connectionString;
    private readonly ResiliencePipeline _retries;

    /// <param name="options">Where it is, and how long to try.</param>
    public SqlServerDatabase(SqlOptions options)
    {
        _connectionString = options.ConnectionString;
        TimeoutSeconds = options.TimeoutSeconds;
        var retries = new ResiliencePipelineBuilder();
        if (options.MaxRetries > 0)
        {
            retries.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<SqlException>(IsTransient),
                MaxRetryAttempts = options.MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(20),
                MaxDelay = TimeSpan.FromMilliseconds(500),
            });
        }

        _retries = retries.Build();
    }

    /// <inheritdoc />
    public override string Name => "SQL Server";

    internal override int TimeoutSeconds { get; }

    /// <summary>For the migrations.</summary>
    internal string ConnectionString => _connectionString;

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal override Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken) =>
        RunAsync(
            async token =>
            {
                await using var connection = new SqlConnection(_connectionString);
                await connection.OpenAsync(token);
                return await read(new SqlSession(this, connection, transaction: null, token));
            },
            cancellationToken);

    internal override Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> write, CancellationToken cancellationToken) =>
        RunAsync(
            async token =>
            {
                await using var connection = new SqlConnection(_connectionString);
                await connection.OpenAsync(token);
                await using var transaction = (DbTransaction)await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, token);
                var result = await write(new SqlSession(this, connection, transaction, token));
                await transaction.CommitAsync(token);
                return result;
            },
            cancellationToken);

    /// <inheritdoc />
    protected override string Fill(string text) => FillIn(text);

    /// <summary>SQL Server's text; without a connection, for the test that compiles every statement.</summary>
    internal static string FillIn(string text) => text
        .Replace("{limit}", "OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY", StringComparison.Ordinal)
        .Replace("{ids}", "OPENJSON(@ids) WITH (id nvarchar(128) COLLATE Latin1_General_100_BIN2 '$')", StringComparison.Ordinal)
        .Replace("{lock}", "WITH (UPDLOCK, HOLDLOCK)", StringComparison.Ordinal);

    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await _retries.ExecuteAsync(async token => await run(token), cancellationToken);
        }
        catch (SqlException) when (cancellationToken.IsCancellationRequested)
        {
            // SqlClient reports a cancelled command as an error of the command.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (SqlException exception) when (IsTransient(exception))
        {
            throw new StoreUnavailableException(Name, exception);
        }
        catch (InvalidOperationException exception) when (exception.Message.Contains("pool", StringComparison.OrdinalIgnoreCase))
        {
            // The pool had no connection in time: an overload that passes.
            throw new StoreUnavailableException(Name, exception);
        }
    }

    private static bool IsTransient(SqlException exception) =>
        exception.Errors.Cast<SqlError>().Any(error => Transient.Contains(error.Number));
}
