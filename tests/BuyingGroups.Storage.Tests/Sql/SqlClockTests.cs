using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>The clock of the database, which all servers share.</summary>
public abstract class SqlClockTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    [SkippableFact]
    public async Task The_database_tells_its_own_time()
    {
        var before = DateTimeOffset.UtcNow;

        var read = await Database.ReadClockAsync(CancellationToken.None);

        // Another machine's clock may be off a little.
        Assert.InRange(read, before.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.Equal(TimeSpan.Zero, read.Offset);
    }
}

public sealed class SqlClockOnSqliteTests() : SqlClockTests(new SqliteTestEngine());

public sealed class SqlClockOnSqlServerTests() : SqlClockTests(new SqlServerTestEngine());
