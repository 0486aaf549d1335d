using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Jobs;
using BuyingGroups.Storage.Sql.Migrations;
using Microsoft.Data.Sqlite;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>What a database of the version before has of highest scores, and of a pass that is under way.</summary>
public sealed class HighestScoresUpgradeTests
{
    [Fact]
    public async Task Highest_scores_that_were_doubles_are_fractions_and_a_pass_under_way_begins_anew()
    {
        var engine = new SqliteTestEngine();
        var options = await engine.CreateEmptyAsync();
        await using (var database = new SqlDatabase(options))
        {
            var migrator = new SqlMigrator(database, TimeProvider.System);
            var (jobs, leases) = (new JobStore(database, TimeProvider.System), new JobLeases(database, TimeProvider.System));
            await migrator.MigrateAsync();
            await jobs.StartAsync(new NewJob(JobType.Maintenance), "by");
            var claim = (await leases.ClaimAsync(TimeSpan.FromSeconds(1)))!;
            claim = await leases.AdvanceAsync(claim, new JobCheckpoint(JobStep.Scores, "x"), claim.Job.Progress with { GroupsDone = 7 });
            await ExecuteAsync(options, """
                ALTER TABLE shared_state DROP COLUMN highest_group_numerator;
                ALTER TABLE shared_state DROP COLUMN highest_group_denominator;
                ALTER TABLE shared_state DROP COLUMN highest_person_numerator;
                ALTER TABLE shared_state DROP COLUMN highest_person_denominator;
                ALTER TABLE shared_state DROP COLUMN present_since;
                DROP INDEX ix_scoring_model_type_code;
                DELETE FROM schema_migration WHERE version = 16;
                UPDATE shared_state SET highest_group_score = 133.33333333333334, highest_person_score = 14.4,
                    highest_at = '2026-11-24T02:00:00.0000000Z';
                """);

            var before = DateTimeOffset.UtcNow.AddSeconds(-1);
            Assert.Equal([16], (await migrator.MigrateAsync()).Select(migration => migration.Version));

            var highest = (await new RosterStore(database).GetSharedVersionsAsync()).Highest!;
            Assert.Equal((new ExactScore(133_333_333, 1_000_000), new ExactScore(14_400_000, 1_000_000)), (highest.Group, highest.Person));
            Assert.InRange(await jobs.GetPresentSinceAsync(), before, DateTimeOffset.UtcNow.AddSeconds(1));
            await Assert.ThrowsAsync<JobLostException>(() => leases.AdvanceAsync(claim, claim.Checkpoint, claim.Job.Progress));
            await Task.Delay(1_100);
            var again = (await leases.ClaimAsync(TimeSpan.FromSeconds(30)))!;
            Assert.Equal((new JobCheckpoint(JobStep.Accounts, ""), new JobProgress()), (again.Checkpoint, again.Job.Progress));
        }

        await engine.DropAsync(options);
    }

    private static async Task ExecuteAsync(SqlOptions options, string statements)
    {
        await using var connection = new SqliteConnection(options.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = statements;
        await command.ExecuteNonQueryAsync();
    }
}
