using System.ComponentModel.DataAnnotations;

namespace BuyingGroups.Storage.Sql;

/// <summary>How to reach the SQL database.</summary>
public sealed class SqlOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Sql";

    /// <summary>The database engine. Default: <see cref="SqlEngineKind.Sqlite"/>.</summary>
    [EnumDataType(typeof(SqlEngineKind))]
    public SqlEngineKind Engine { get; set; } = SqlEngineKind.Sqlite;

    /// <summary>
    /// For SQLite, <c>Data Source=…</c> with the file's path; for SQL Server, its connection string. No default: if it is empty, the server
    /// fills in a file in its data folder. The settings below override the same settings in the string.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// SQLite: how long a write waits while another process holds the file, in milliseconds, 1,000 to 60,000. After that, the call fails as
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

    /// <summary>SQL Server: the most connections of one server, 1 to 1,000. Default: 100.</summary>
    [Range(1, 1_000)]
    public int MaxPoolSize { get; set; } = 100;

    /// <summary>SQL Server: how many connections are kept open, 0 to 1,000. Default: 0.</summary>
    [Range(0, 1_000)]
    public int MinPoolSize { get; set; }

    /// <summary>
    /// How often a transaction is repeated that lost against another one (deadlock, the same new name at the same time) or met a transient
    /// fault of SQL Server, 0 to 20. Default: 5.
    /// </summary>
    [Range(0, 20)]
    public int MaxRetries { get; set; } = 5;

    /// <summary>
    /// The wait before the first repetition, in milliseconds, 1 to 5,000; it doubles with each further one, with jitter. Default: 20.
    /// </summary>
    [Range(1, 5_000)]
    public int RetryDelayMilliseconds { get; set; } = 20;
}
