using BuyingGroups.Domain.Jobs;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Sql.Jobs;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>
/// What runs out, and what is deleted, goes by a clock that all servers share, not by that of a server that is a day ahead.
/// </summary>
public abstract class SqlClockTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task The_database_tells_its_own_time()
    {
        await using var own = new SqlDatabase(Options);
        var before = DateTimeOffset.UtcNow;

        var read = await own.ReadClockAsync(CancellationToken.None);

        // Another machine's clock may be off a little.
        Assert.InRange(read, before.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.Equal(TimeSpan.Zero, read.Offset);
    }

    [SkippableFact]
    public async Task A_server_that_is_a_day_ahead_takes_no_job_over_and_leaves_no_lease_of_a_day()
    {
        await new JobStore(Database, Time).StartAsync(new(JobType.Maintenance), Author);
        var (right, ahead) = (new JobLeases(Database, Time), new JobLeases(Database, Ahead()));
        Assert.NotNull(await right.ClaimAsync(Lease));

        Assert.False(await ahead.AnyFreeAsync());
        Assert.Null(await ahead.ClaimAsync(Lease));

        Time.Advance(Lease);
        Assert.NotNull(await ahead.ClaimAsync(Lease));
        Time.Advance(Lease);
        Assert.NotNull(await right.ClaimAsync(Lease));
    }

    [SkippableFact]
    public async Task A_server_that_is_a_day_ahead_forgets_no_command_that_is_an_hour_old()
    {
        var group = await GroupAsync("acme", ["ann"]);
        MemberCommand[] commands = [new(new GroupById(group.Id), Assign("ann", DecisionMaker))];
        Task<ExecutedCommands> OnceAsync(GroupCommandStore store) =>
            store.ExecuteAsync(commands, new OnceOnly("ute", "id", "content", _ => new([1, 2, 3])));
        await OnceAsync(Commands);
        Time.Advance(TimeSpan.FromHours(1));
        var ahead = new GroupCommandStore(Database, Ahead());

        await ahead.ForgetOldAsync();

        Assert.Equal([1, 2, 3], (await OnceAsync(ahead)).FirstAnswer?.Message);
        Assert.Equal([1, 2, 3], (await OnceAsync(Commands)).FirstAnswer?.Message);
    }

    private Microsoft.Extensions.Time.Testing.FakeTimeProvider Ahead() => new(Time.GetUtcNow().AddHours(26));
}

public sealed class SqlClockOnSqliteTests() : SqlClockTests(new SqliteTestEngine());

public sealed class SqlClockOnSqlServerTests() : SqlClockTests(new SqlServerTestEngine());
