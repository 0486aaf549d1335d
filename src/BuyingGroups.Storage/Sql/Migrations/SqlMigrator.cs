using System.Data.Common;
using System.Reflection;
using BuyingGroups.Storage.Sql.Engines;
using FluentMigrator;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Logging;
using FluentMigrator.Runner.Processors;
using FluentMigrator.Runner.VersionTableInfo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BuyingGroups.Storage.Sql.Migrations;

/// <summary>Brings the database to the schema that this version needs.</summary>
/// <param name="database">The database.</param>
/// <param name="time">Tells when the default definitions were made.</param>
public sealed class SqlMigrator(SqlDatabase database, TimeProvider time)
{
    private static readonly long[] Known =
    [
        .. typeof(SqlMigrator).Assembly.GetTypes()
            .Select(type => type.GetCustomAttribute<MigrationAttribute>())
            .OfType<MigrationAttribute>()
            .Select(migration => migration.Version),
    ];

    /// <summary>
    /// Applies the migrations that are missing, if any. Runs under a lock of the database: of several servers that start at once one
    /// migrates, and the others wait for it. Where none is missing it reads one table and does no more, so that a login that may not
    /// change the
    /// schema does for everything after the migration.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database can't be reached, or the lock wasn't had within a minute.</exception>
    /// <exception cref="SchemaTooNewException">A newer version of the program has migrated it further than this one knows.</exception>
    public Task<IReadOnlyList<AppliedMigration>> MigrateAsync(CancellationToken cancellationToken = default) =>
        database.RunAsync(
            async token =>
            {
                if (await IsUpToDateAsync(token))
                {
                    return [];
                }

                await using var turn = await database.Engine.BeginMigrationAsync(token);
                return (IReadOnlyList<AppliedMigration>)Migrate(database.Engine);
            },
            cancellationToken);

    /// <summary>The whole schema as SQL Server's statements, without a connection.</summary>
    internal static string SqlServerScript(TimeProvider time)
    {
        using var script = new StringWriter();
        using var services = Services(SqlEngineKind.SqlServer, "none", time)
            .Configure<ProcessorOptions>(options => options.PreviewOnly = true)
            .Configure<RunnerOptions>(options => options.NoConnection = true)
            .AddLogging(logging => logging.AddProvider(new SqlScriptFluentMigratorLoggerProvider(
                script, new SqlScriptFluentMigratorLoggerOptions { OutputGoBetweenStatements = true })))
            .BuildServiceProvider();
        using var scope = services.CreateScope();
        scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp();
        return script.ToString();
    }

    private async Task<bool> IsUpToDateAsync(CancellationToken cancellationToken)
    {
        var applied = new HashSet<long>();
        try
        {
            await using var connection = await database.Engine.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT version FROM schema_migration";
            await using var versions = await command.ExecuteReaderAsync(cancellationToken);
            while (await versions.ReadAsync(cancellationToken))
            {
                applied.Add(versions.GetInt64(0));
            }
        }
        catch (DbException)
        {
            // No such table, mostly. What else it may be the migration meets too, and tells.
            return false;
        }

        return applied.DefaultIfEmpty().Max() > Known.Max()
            ? throw new SchemaTooNewException(database.Name, applied.Max(), Known.Max())
            : applied.IsSupersetOf(Known);
    }

    private AppliedMigration[] Migrate(SqlEngine engine)
    {
        using var services = Services(engine.Kind, engine.ConnectionString, time).BuildServiceProvider();
        using var scope = services.CreateScope();
        var runner = scope.ServiceProvider.GetRequiredService<IMigrationRunner>();
        var versions = scope.ServiceProvider.GetRequiredService<IVersionLoader>();
        var known = runner.MigrationLoader.LoadMigrations();
        var (newest, applied) = (known.Keys.Max(), versions.VersionInfo.AppliedMigrations().DefaultIfEmpty().Max());
        if (applied > newest)
        {
            throw new SchemaTooNewException(engine.Name, applied, newest);
        }

        var missing = known
            .Where(migration => !versions.VersionInfo.HasAppliedMigration(migration.Key))
            .Select(migration => new AppliedMigration(migration.Key, migration.Value.Description))
            .ToArray();
        if (missing.Length > 0)
        {
            runner.MigrateUp();
        }

        return missing;
    }

    private static IServiceCollection Services(SqlEngineKind kind, string connectionString, TimeProvider time) =>
        new ServiceCollection()
            .AddSingleton(time)
            .AddFluentMigratorCore()
            .ConfigureRunner(runner => (kind == SqlEngineKind.Sqlite ? runner.AddSQLite() : runner.AddSqlServer2016())
                .WithGlobalConnectionString(connectionString)
                .WithVersionTable(new VersionTable())
                .ScanIn(typeof(SqlMigrator).Assembly).For.Migrations())
            .Configure<SelectingProcessorAccessorOptions>(options =>
                options.ProcessorId = kind == SqlEngineKind.Sqlite ? "SQLite" : "SqlServer2016");

    private sealed class VersionTable : IVersionTableMetaData
    {
        public bool OwnsSchema => false;

        public string SchemaName => "";

        public string TableName => "schema_migration";

        public string ColumnName => "version";

        public string DescriptionColumnName => "description";

        public string UniqueIndexName => "ux_schema_migration";

        public string AppliedOnColumnName => "applied_on";

        public bool CreateWithPrimaryKey => false;
    }
}
