using System.Text.RegularExpressions;
using BuyingGroups.Storage.Sql.Migrations;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>
/// The schema that the migrations make on SQL Server, as a model that statements can be compiled against without a server: each as the body
/// of a procedure.
/// </summary>
internal sealed partial class SqlServerSchema : IDisposable
{
    private readonly TSqlModel _model = new(SqlServerVersion.Sql160, new TSqlModelOptions { Collation = "SQL_Latin1_General_CP1_CI_AS" });

    public SqlServerSchema()
    {
        var batches = new TSql160Parser(initialQuotedIdentifiers: true)
            .Parse(new StringReader(SqlMigrator.SqlServerScript(TimeProvider.System)), out var errors);
        Assert.Empty(errors.Select(error => error.Message));
        var statements = ((TSqlScript)batches).Batches.SelectMany(batch => batch.Statements).ToArray();
        var tables = statements.OfType<CreateTableStatement>().ToDictionary(table => table.SchemaObjectName.BaseIdentifier.Value);
        // A model knows a table's columns from where it is made: those that came later go there.
        foreach (var later in statements.OfType<AlterTableAddTableElementStatement>()
            .Where(later => later.Definition.ColumnDefinitions.Count > 0))
        {
            foreach (var column in later.Definition.ColumnDefinitions)
            {
                tables[later.SchemaObjectName.BaseIdentifier.Value].Definition.ColumnDefinitions.Add(column);
            }
        }

        var generator = new Sql160ScriptGenerator();
        // A model holds what is defined; the rows that the migrations insert are no part of it.
        foreach (var statement in statements.Where(IsDefinition))
        {
            generator.GenerateScript(statement, out var text);
            _model.AddObjects(text);
        }
    }

    public IReadOnlyList<string> Tables =>
        [.. _model.GetObjects(DacQueryScopes.UserDefined, ModelSchema.Table).Select(table => table.Name.Parts[^1]).Order()];

    /// <summary>What is wrong with these statements; empty if nothing is.</summary>
    public IReadOnlyList<string> Compile(IEnumerable<(string Name, string Text)> statements)
    {
        var faults = new List<string>();
        foreach (var (index, (name, text)) in statements.Index())
        {
            var parameters = Parameter().Matches(text).Select(match => match.Value).Distinct().Select(Declare);
            try
            {
                _model.AddObjects($"CREATE PROCEDURE [dbo].[{name} #{index}] {string.Join(", ", parameters)} AS\n{text}");
            }
            catch (DacModelException exception)
            {
                faults.Add($"{name}: {exception.Message}\n{text}");
            }
        }

        return [.. faults, .. _model.Validate().Select(message => message.ToString())];
    }

    public void Dispose() => _model.Dispose();

    private static bool IsDefinition(TSqlStatement statement) =>
        statement is CreateTableStatement or CreateIndexStatement
        || (statement is AlterTableStatement and not AlterTableAddTableElementStatement { Definition.ColumnDefinitions.Count: > 0 });

    /// <summary>The type of a parameter, by its name.</summary>
    private static string Declare(string parameter) => parameter + " " + parameter[1..] switch
    {
        "now" or "since" or "before" or "until" => "datetime2(7)",
        "after" => "sql_variant",
        "take" or "position" or "code" or "dailyCap" or "weight" or "displayed" => "int",
        "afterPosition" or "count" or "listed" => "bigint",
        "exact" or "highestGroup" or "highestPerson" => "float",
        "isCustom" or "updateExistingBuyingGroups" or "hasAccountList" => "bit",
        "stages" or "transitions" or "events" or "pairs" or "addresses" or "commands" or "types" or "interests" or "answer" or
        "changedGroups" or
        "ids" or "people" or "groups" or "accounts" or "roles" or "records" or "decisions" or "moves" or "models" or "templates" or
        "rows" or "scores" or "entries" or "errors" or "jobs" or "audiences" or "progress" =>
            "nvarchar(max)",
        _ => "nvarchar(4000)",
    };

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameter();
}
