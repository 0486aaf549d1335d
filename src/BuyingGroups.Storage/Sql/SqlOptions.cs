using System.ComponentModel.DataAnnotations;

namespace BuyingGroups.Storage.Sql;

/// <summary>Settings of the store of definitions and memberships; section <c>Sql</c> of the configuration.</summary>
public sealed class SqlOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Sql";

    /// <summary>
    /// Microsoft.Data.SqlClient connection string of an SQL Server 2019 or later; pool sizes are set in it. The database must exist. Default
    /// empty: an SQLite file in the data folder.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// How long a statement, and with SQLite the wait for another writer, may take before the call is UNAVAILABLE. Default 2 s with SQLite in mind;
    /// 1 to 300.
    /// </summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; set; } = 2;

    /// <summary>How often a transaction is run again after a deadlock or another passing error of SQL Server. Default 4, 0 to 20.</summary>
    [Range(0, 20)]
    public int MaxRetries { get; set; } = 4;
}
