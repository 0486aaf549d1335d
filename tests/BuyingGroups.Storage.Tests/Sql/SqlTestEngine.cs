using BuyingGroups.Storage.Sql;
using Microsoft.Extensions.Time.Testing;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>Makes databases for tests on one engine; each test has its own.</summary>
public abstract class SqlTestEngine
{
    /// <summary>
    /// When each database was migrated, and its default definitions made. One moment for all, because a migrated database may be shared
    /// by tests whose clocks differ.
    /// </summary>
    public static DateTimeOffset MigratedAt { get; } = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero).AddTicks(1_234_567);

    /// <summary>A clock that stands at <see cref="MigratedAt"/>.</summary>
    protected static TimeProvider MigrationTime => new FakeTimeProvider(MigratedAt);

    /// <summary>Options of a new, empty database.</summary>
    public abstract Task<SqlOptions> CreateEmptyAsync();

    /// <summary>Options of a new, migrated database.</summary>
    public abstract Task<SqlOptions> CreateAsync();

    public abstract Task DropAsync(SqlOptions options);
}
