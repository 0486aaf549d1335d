namespace BuyingGroups.Storage.Sql;

/// <summary>The database engine that holds definitions, directory, groups and memberships.</summary>
public enum SqlEngineKind
{
    /// <summary>A file beside the server, for a single server. The default.</summary>
    Sqlite = 1,

    /// <summary>SQL Server 2016 or newer, or Azure SQL, for any number of servers.</summary>
    SqlServer = 2,
}
