using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Migrations;
using Microsoft.Data.SqlClient;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>
/// Databases on the server that <c>BUYINGGROUPS_TEST_SQLSERVER</c> names; the login has to be allowed to create databases.
/// </summary>
public sealed class SqlServerTestEngine : SqlTestEngine
{
    private const string Variable = "BUYINGGROUPS_TEST_SQLSERVER";

    public override async Task<SqlOptions> CreateEmptyAsync()
    {
        var server = Environment.GetEnvironmentVariable(Variable);
        Skip.If(string.IsNullOrEmpty(server), $"{Variable} holds no connection string: not run on SQL Server.");
        var name = $"buyinggroups_test_{Guid.NewGuid():N}";
        await ExecuteAsync(server!, $"CREATE DATABASE [{name}]");
        return new SqlOptions
        {
            Engine = SqlEngineKind.SqlServer,
            ConnectionString = new SqlConnectionStringBuilder(server) { InitialCatalog = name }.ToString(),
        };
    }

    public override async Task<SqlOptions> CreateAsync()
    {
        var options = await CreateEmptyAsync();
        await using var database = new SqlDatabase(options);
        await new SqlMigrator(database, MigrationTime).MigrateAsync();
        return options;
    }

    public override async Task DropAsync(SqlOptions options)
    {
        var name = new SqlConnectionStringBuilder(options.ConnectionString).InitialCatalog;
        // The migrations' own connections may be in the pool still.
        await ExecuteAsync(
            Environment.GetEnvironmentVariable(Variable)!,
            $"ALTER DATABASE [{name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [{name}]");
    }

    private static async Task ExecuteAsync(string connectionString, string text)
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The only value in the text is a name made here.
        command.CommandText = text;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
