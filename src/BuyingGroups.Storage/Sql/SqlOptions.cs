using System.ComponentModel.DataAnnotations;

namespace BuyingGroups.Storage.Sql;

/// <summary>How the SQL database is reached.</summary>
public sealed class SqlOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Sql";

    /// <summary>Which engine. Default: <see cref="SqlEngineKind.Sqlite"/>.</summary>
    [EnumDataType(typeof(SqlEngineKind))]
    public SqlEngineKind Engine { get; set; } = SqlEngineKind.Sqlite;

    /// <summary>
    /// Of SQLite, <c>Data Source=…</c> with the file's path; of SQL Server, its connection string. No default: the server fills in a file in its
    /// data folder when this is empty. What the settings below say wins over the same setting in the string.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// SQLite: how long a write waits while another process holds the file, in milliseconds, 1,000 to 60,000. Then the call fails as
    /// unavailable. Writers of the same process queue for as long as the caller is ready to wait. Default: 2,000.
    /// </summary>
    [Range(1_000, 60_000)]
    public int BusyTimeoutMilliseconds { get; set; } = 2_000;

    /// <summary>SQL Server: how long opening a connection may take, in seconds, 1 to 60. Default: 3.</summary>
    [Range(1, 60)]
    public int ConnectTimeoutSeconds { get; set; } = 3;

    /// <summary>SQL Server: how long one statement may take, in seconds, 1 to 300. Default: 15.</summary>
    [Range(1, 300)]
    public int CommandTimeoutSeconds { get; set; } = 15;

    /// <summary>SQL Server: at most so many connections of one server, 1 to 1,000. Default: 100.</summary>
    [Range(1, 1_000)]
    public int MaxPoolSize { get; set; } = 100;

    /// <summary>SQL Server: so many connections are kept open, 0 to 1,000. Default: 0.</summary>
    [Range(0, 1_000)]
    public int MinPoolSize { get; set; }

    /// <summary>
    /// How often a transaction that lost against another one (deadlock, the same new name at the same time), or met a passing fault of
    /// SQL Server, is run again, 0 to 20. Default: 5.
    /// </summary>
    [Range(0, 20)]
    public int MaxRetries { get; set; } = 5;

    /// <summary>The wait before the first of those retries, in milliseconds, 1 to 5,000; it doubles with each, with jitter. Default: 20.</summary>
    [Range(1, 5_000)]
    public int RetryDelayMilliseconds { get; set; } = 20;
}
