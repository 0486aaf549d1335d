using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace BuyingGroups.Storage.Sql.Engines;

/// <summary>
/// SQL Server 2016 or newer, and Azure SQL. Reads see row versions (READ_COMMITTED_SNAPSHOT, and SNAPSHOT where several statements must be
/// consistent), so that they don't wait for writers. What a write decides on, it locks by hints.
/// </summary>
internal sealed class SqlServerEngine : SqlEngine
{
    internal const string TakeMigrationLock = """
        DECLARE @granted int;
        EXEC @granted = sp_getapplock
            @Resource = 'buyinggroups.migrate', @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 60000;
        SELECT @granted;
        """;

    // READ_COMMITTED_SNAPSHOT takes effect only while nobody else uses the database. Others that wait for the migration are disconnected,
    // and connect again.
    internal const string TurnOnRowVersions = """
        IF EXISTS (SELECT 1 FROM sys.databases WHERE database_id = DB_ID() AND snapshot_isolation_state = 0)
            ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON;
        IF EXISTS (SELECT 1 FROM sys.databases WHERE database_id = DB_ID() AND is_read_committed_snapshot_on = 0)
            ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;
        """;

    private const int MigrationLockSeconds = 60;
    private const string Binary = "Latin1_General_100_BIN2";

    // Deadlock victim; snapshot conflict, or a table that was altered under a snapshot; the same unique key at the same time (an index, a
    // constraint); a reference to a row that is just being deleted, or from one that is just being inserted; lock timeout.
    private static readonly int[] LostAgainstAnother = [1205, 3960, 3961, 2601, 2627, 547, 1222];

    // Azure SQL's reconfigurations and throttling, a server that runs out of locks, and pooled connections that broke meanwhile.
    private static readonly int[] Passing =
        [1204, 4221, 10928, 10929, 10936, 40197, 40501, 40540, 40613, 49918, 49919, 49920, 64, 233, 596, 10053, 10054, 10060];

    // Out of memory, of buffers, or of space for data or log; read-only after a failover. These last until an operator intervenes.
    private static readonly int[] Full = [701, 802, 845, 8645, 8651, 1105, 9002, 3906];

    // Client timeout, no answer to the connection, name not found, database not open (yet), login while it isn't open.
    private static readonly int[] Unreachable =
    [
        -2, -1, 0, 2, 17, 20, 26, 40, 53, 121, 258, 4060, 921, 922, 924, 10061, 11001, 17142, 18401, 18456,
    ];

    public SqlServerEngine(SqlOptions options)
    {
        var builder = new SqlConnectionStringBuilder(options.ConnectionString)
        {
            ConnectTimeout = options.ConnectTimeoutSeconds,
            CommandTimeout = options.CommandTimeoutSeconds,
            MaxPoolSize = Math.Max(options.MaxPoolSize, options.MinPoolSize),
            MinPoolSize = options.MinPoolSize,
            // Transactions are repeated as a whole, which the connection's own retry can't do. And a server that is back is used at once.
            ConnectRetryCount = 0,
            PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock,
        };
        if (builder.Encrypt == SqlConnectionEncryptOption.Optional)
        {
            // SqlClient's default reader fails if packets of an unencrypted connection arrive together (seen with 6.0 to 7.1); its other
            // reader doesn't.
            AppContext.SetSwitch("Switch.Microsoft.Data.SqlClient.UseCompatibilityProcessSni", false);
        }

        ConnectionString = builder.ToString();
        CommandTimeoutSeconds = options.CommandTimeoutSeconds;
    }

    public override SqlEngineKind Kind => SqlEngineKind.SqlServer;

    public override string Name => "SQL Server";

    public override string ConnectionString { get; }

    public override int CommandTimeoutSeconds { get; }

    public override bool InsertsRowByRow => false;

    public override Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => OpenAsync(ConnectionString, cancellationToken);

    public override ValueTask<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(IsolationLevel.Snapshot, cancellationToken);

    public override ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

    public override ValueTask<IDisposable?> EnterWriteAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IDisposable?>(null);

    public override bool IsWorthRetrying(Exception exception) => HasNumber(exception, LostAgainstAnother) || HasNumber(exception, Passing);

    public override bool IsUnavailable(Exception exception) => exception switch
    {
        SqlException { Class: >= 20 } => true,
        SqlException => IsWorthRetrying(exception) || HasNumber(exception, Unreachable) || HasNumber(exception, Full),
        _ => false,
    };

    public override async Task<IAsyncDisposable> BeginMigrationAsync(CancellationToken cancellationToken)
    {
        // Not from the pool, which would keep the connection open with the lock. Closing the connection releases the lock, also if this
        // process dies.
        var connection = await OpenAsync(
            new SqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ToString(), cancellationToken);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandTimeout = MigrationLockSeconds + CommandTimeoutSeconds;
            command.CommandText = TakeMigrationLock;
            if ((int)(await command.ExecuteScalarAsync(cancellationToken))! < 0)
            {
                throw new StoreUnavailableException(Name, new TimeoutException("Another server is migrating."));
            }

            // On the same connection, because it disconnects all others.
            command.CommandText = TurnOnRowVersions;
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override void ClearPool()
    {
        using var connection = new SqlConnection(ConnectionString);
        SqlConnection.ClearPool(connection);
    }

    protected override string Ids(string parameter) =>
        $"(SELECT id COLLATE {Binary} AS id FROM OPENJSON({parameter}) WITH (id nvarchar(128) '$'))";

    protected override string Rows(string parameter, IReadOnlyList<(string Name, string Type)> columns) =>
        "(SELECT "
        + $"{string.Join(", ", columns.Select(Selected))} FROM OPENJSON({parameter}) WITH ({string.Join(", ", columns.Select(Declared))}))";

    protected override string Limit(string parameter) => $"OFFSET 0 ROWS FETCH NEXT {parameter} ROWS ONLY";

    protected override string Lock => "WITH (UPDLOCK)";

    protected override string LockRange => "WITH (UPDLOCK, HOLDLOCK)";

    protected override string LockShared => "WITH (REPEATABLEREAD)";

    protected override string NoRecursionLimit => "OPTION (MAXRECURSION 0)";

    protected override string Now => "SYSUTCDATETIME()";

    private static string Selected((string Name, string Type) column) =>
        column.Type is "id" or "word" ? $"{column.Name} COLLATE {Binary} AS {column.Name}" : column.Name;

    private static string Declared((string Name, string Type) column) => column.Name + " " + column.Type switch
    {
        "id" => "nvarchar(128)",
        "word" => "nvarchar(32)",
        "text" => "nvarchar(4000)",
        "json" => "nvarchar(max)",
        "whole" => "int",
        "long" => "bigint",
        "real" => "float",
        "bool" => "bit",
        "instant" => "datetime2(7)",
        _ => throw new ArgumentException($"'{column.Type}' is no type of a column.", nameof(column)),
    };

    private async Task<DbConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new SqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (InvalidOperationException exception)
        {
            // The pool had no free connection within the connect time-out: a transient overload.
            await connection.DisposeAsync();
            throw new StoreUnavailableException(Name, exception);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static bool HasNumber(Exception exception, int[] numbers) =>
        exception is SqlException sql && sql.Errors.Cast<SqlError>().Any(error => numbers.Contains(error.Number));
}
