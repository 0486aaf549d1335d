namespace BuyingGroups.Storage.Sql;

/// <summary>Which database holds definitions, directory, groups and memberships.</summary>
public enum SqlEngineKind
{
    /// <summary>A file beside the server, for one server. The default.</summary>
    Sqlite = 1,

    /// <summary>SQL Server 2016 or newer, or Azure SQL; any number of servers.</summary>
    SqlServer = 2,
}
