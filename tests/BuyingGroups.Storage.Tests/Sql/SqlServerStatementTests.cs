using System.Runtime.CompilerServices;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Engines;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>Every statement that the service sends to SQL Server, compiled against the schema that its migrations make.</summary>
public class SqlServerStatementTests
{
    private static readonly SqlServerEngine Engine = new(new SqlOptions { ConnectionString = "Server=none" });

    [Fact]
    public void The_migrations_make_the_tables()
    {
        using var schema = new SqlServerSchema();

        Assert.Equal(
            [
                "account", "activity_type", "attribute", "audience", "audience_account", "audience_list", "buying_group", "erased_person",
                "event_log", "event_log_generation", "former_account", "group_event", "invalidation", "invalidation_log",
                "job", "job_account", "job_error", "membership", "membership_decision", "person", "remembered_command", "role",
                "role_template", "role_template_role", "score_history", "scoring_model",
                "scoring_model_type", "shared_state",
                "solution_interest", "stage", "stage_model", "stage_transition",
            ],
            schema.Tables);
    }

    [Fact]
    public void Every_statement_compiles_in_every_form()
    {
        using var schema = new SqlServerSchema();

        var faults = schema.Compile(EveryStatement());

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public void Every_statement_of_every_store_is_looked_at()
    {
        var files = EveryStatement().Select(statement => statement.Name.Split(':')[0]).Distinct();

        Assert.Superset(
            new HashSet<string>
            {
                "DirectoryStore", "AccountBatch", "PersonBatch", "RoleStore", "TemplateRoles", "RoleTemplateStore", "SolutionInterestStore",
                "ScoringModels", "ScoringModelStore", "ActivityTypeCodes", "BuyingGroupStore", "GroupCompleteness", "RosterStore",
                "MembershipStore", "MembershipRecords", "DecisionHistory", "AccountDepartures", "LockedGroup", "GroupsUnderChange",
                "CommandBatch", "RememberedCommands",
                "PageTokenKeyStore",
                "EventLog", "EventLogGenerations", "EventLogStore", "InvalidationLog", "EventStore", "StoreClock", "TimeZoneStore",
                "GroupFactsStore", "StageModels", "StageModelStore", "AudienceStore", "AudienceLists", "GroupCreation", "PersonErasure",
                "JobStore", "JobRows", "JobAccountReader", "JobAccountWriter", "StoredScoreStore", "CompletenessRecomputation",
            },
            files.ToHashSet());
    }

    [Fact]
    public void One_statement_alone_locks_the_rows_of_groups() =>
        Assert.Equal(
            ["LockedGroup"],
            EveryStatement()
                .Where(statement => statement.Text.Contains("buying_group AS g WITH (UPDLOCK", StringComparison.Ordinal))
                .Select(statement => statement.Name.Split(':')[0]));

    [Theory]
    [InlineData(SqlServerEngine.TakeMigrationLock)]
    [InlineData(SqlServerEngine.TurnOnRowVersions)]
    public void What_the_engine_runs_for_itself_is_well_formed(string text)
    {
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(text), out var errors);

        Assert.Empty(errors.Select(error => error.Message));
    }

    [Theory]
    [InlineData("SELECT id, nmae FROM account", "nmae")]
    [InlineData("SELECT id FROM acount", "acount")]
    [InlineData("SELECT id FROM account ORDER BY id LIMIT @take", "LIMIT")]
    [InlineData("SELECT value AS id FROM json_each(@ids)", "json_each")]
    [InlineData("INSERT INTO account (id, nme) VALUES (@id, @name)", "nme")]
    [InlineData("UPDATE account SET name = r.nmae FROM {rows @accounts (id id, name text)} AS r WHERE account.id = r.id", "[r]")]
    [InlineData("SELECT p.id FROM person AS p JOIN {ids @ids} AS wanted ON wanted.idd = p.id", "[wanted]")]
    public void A_statement_that_SQL_Server_would_refuse_is_reported(string text, string because)
    {
        using var schema = new SqlServerSchema();

        var faults = schema.Compile(new Statement(text).EveryTextFor(Engine).Select(rendered => ("wrong", rendered)));

        Assert.True(faults.Any(fault => fault.Contains(because, StringComparison.Ordinal)), string.Join("\n", faults));
    }

    private static IEnumerable<(string Name, string Text)> EveryStatement()
    {
        foreach (var type in typeof(Statement).Assembly.GetTypes()
            .Where(
                type => type.Namespace?.StartsWith("BuyingGroups.Storage.Sql", StringComparison.Ordinal) == true
                    && !type.ContainsGenericParameters))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        return Statement.All
            .Where(statement => !statement.Name.StartsWith(nameof(SqlServerStatementTests), StringComparison.Ordinal))
            .SelectMany(statement => statement.EveryTextFor(Engine).Select(text => (statement.Name, text)));
    }
}
