using BuyingGroups.Storage.Sql;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>Makes databases for tests on one engine; each test has its own.</summary>
public abstract class SqlTestEngine
{
    /// <summary>Options of a new, empty database.</summary>
    public abstract Task<SqlOptions> CreateEmptyAsync();

    /// <summary>Options of a new, migrated database.</summary>
    public abstract Task<SqlOptions> CreateAsync(TimeProvider time);

    public abstract Task DropAsync(SqlOptions options);
}
