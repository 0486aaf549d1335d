using System.Data.Common;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Settings;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Redis;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Counters;
using BuyingGroups.Storage.Sql.Migrations;
using Microsoft.Data.Sqlite;

namespace BuyingGroups.Server.Stores;

/// <summary>The opened stores that the settings name: Redis and SQL Server, or the embedded SQLite in the data folder for either.</summary>
internal sealed class OpenStores : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned;
    private readonly SqlDatabase? _embeddedCounters;

    private OpenStores(
        SqlDatabase sql, RedisConnection? redis, SqlDatabase? embeddedCounters, IReadOnlyList<string> lines, List<IAsyncDisposable> owned)
    {
        Sql = sql;
        Redis = redis;
        _embeddedCounters = embeddedCounters;
        Lines = lines;
        _owned = owned;
    }

    public SqlDatabase Sql { get; }

    /// <summary>The connection to Redis; null with the embedded counters.</summary>
    public RedisConnection? Redis { get; }

    /// <summary>What the stores are and where their data lies, one line each.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Opens both stores and brings the schema up to date.</summary>
    /// <exception cref="StartException">A store can't be opened or is damaged; the message says which, and why.</exception>
    public static Task<OpenStores> OpenAsync(IConfiguration configuration, ServerOptions options, CancellationToken cancellationToken) =>
        OpenAsync(configuration, options, beside: false, cancellationToken);

    /// <summary>Opens both stores to read them, also while a server uses the embedded one.</summary>
    public static Task<OpenStores> OpenBesideAsync(
        IConfiguration configuration, ServerOptions options, CancellationToken cancellationToken) =>
        OpenAsync(configuration, options, DataFolder.IsTaken(options.DataFolder), cancellationToken);

    /// <summary>
    /// Checks that the embedded database exists, if the settings name no other stores, for commands that read it and don't create one.
    /// </summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="options">The settings of the server.</param>
    /// <param name="counters">Whether the counters are needed too.</param>
    /// <exception cref="StartException">There is no embedded database.</exception>
    public static void RequireEmbedded(IConfiguration configuration, ServerOptions options, bool counters)
    {
        var needsSql = SettingsReader.Bind<SqlOptions>(configuration, SqlOptions.Section).ConnectionString.Length == 0;
        if (needsSql || (counters && SettingsReader.Bind<RedisOptions>(configuration, RedisOptions.Section).ConnectionString.Length == 0))
        {
            DataFolder.RequireDatabase(options.DataFolder);
        }
    }

    /// <summary>The SQL database that the settings name, and a line that describes it.</summary>
    /// <exception cref="StartException">The settings don't describe a database.</exception>
    public static (SqlDatabase Database, string Line) OpenSql(IConfiguration configuration, ServerOptions options)
    {
        var sql = SettingsReader.Bind<SqlOptions>(configuration, SqlOptions.Section);
        if (sql.ConnectionString.Length > 0)
        {
            sql.Engine = SqlEngineKind.SqlServer;
            return (Make(sql), "Definitions and memberships: SQL Server");
        }

        var file = DataFolder.DatabaseOf(DataFolder.Make(options.DataFolder));
        return (MakeSqlite(sql, file), $"Definitions and memberships: SQLite, {file} (each commit is on disk before it is answered)");
    }

    /// <summary>The activity counters, with the server's calendar and clock.</summary>
    public ActivityCounters Counters(ScoringCalendar calendar, TimeProvider time) =>
        Redis is null ? new SqliteCounters(_embeddedCounters!, calendar, time) : new RedisCounters(Redis, calendar, time);

    /// <summary>The key that seals page tokens.</summary>
    /// <exception cref="StartException">The key can't be read or made.</exception>
    public async Task<byte[]> GetPageTokenKeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await new PageTokenKeyStore(Sql).GetOrMakeAsync(cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartException(exception.Message, exception);
        }
    }

    /// <summary>Applies the missing migrations and returns them.</summary>
    public static async Task<IReadOnlyList<AppliedMigration>> MigrateAsync(SqlDatabase sql, CancellationToken cancellationToken)
    {
        try
        {
            return await new SqlMigrator(sql, TimeProvider.System).MigrateAsync(cancellationToken);
        }
        catch (SchemaTooNewException exception)
        {
            throw new StartException(exception.Message, exception);
        }
        catch (StoreUnavailableException exception) when (exception.Reason != StoreUnavailableReasons.StoreUnavailable)
        {
            throw new StartException(exception.Message, exception);
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartException($"{sql.Name} can't be reached or migrated: {exception.InnerException?.Message}", exception);
        }
        catch (Exception exception) when (exception.GetBaseException() is DbException database)
        {
            throw new StartException(
                $"{sql.Name} can't be migrated: {OneLine(database.Message)} "
                + "If this login may not change the schema, run the command migrate once with one that may.",
                exception);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => DisposeAsync(_owned);

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();

    private static SqlDatabase Make(SqlOptions options)
    {
        try
        {
            return new SqlDatabase(options);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            // The message quotes what couldn't be parsed, which may be the end of a password that contains a semicolon.
            var why = HoldsPassword(options.ConnectionString)
                ? "a word of it isn't known, or has a value that can't be read (not repeated beside a password). "
                    + "A value with ; or = in it stands in quotes: Password=\"…\"."
                : OneLine(exception.Message);
            throw new StartException($"Sql:ConnectionString (--sql-server) isn't one of an SQL Server: {why}");
        }
    }

    private static bool HoldsPassword(string connectionString) =>
        connectionString.Contains("password", StringComparison.OrdinalIgnoreCase)
        || connectionString.Contains("pwd", StringComparison.OrdinalIgnoreCase);

    private static SqlDatabase MakeSqlite(SqlOptions options, string file)
    {
        options.Engine = SqlEngineKind.Sqlite;
        options.ConnectionString = new SqliteConnectionStringBuilder { DataSource = file }.ToString();
        return Make(options);
    }

    private static async Task<OpenStores> OpenAsync(
        IConfiguration configuration, ServerOptions options, bool beside, CancellationToken cancellationToken)
    {
        var owned = new List<IAsyncDisposable>();
        try
        {
            var redis = SettingsReader.Bind<RedisOptions>(configuration, RedisOptions.Section);
            var folder = redis.ConnectionString.Length > 0 || beside ? null : await TakeFolderAsync(options, owned, cancellationToken);
            var (sql, sqlLine) = OpenSql(configuration, options);
            owned.Add(sql);
            await MigrateAsync(sql, cancellationToken);
            if (redis.ConnectionString.Length > 0)
            {
                if (sql.Kind == SqlEngineKind.Sqlite && !beside)
                {
                    await DataFolder.WipeAsync(sql, isAlone: false, cancellationToken);
                }

                var connection = await ConnectAsync(redis, cancellationToken);
                owned.Add(connection);
                return new OpenStores(
                    sql, connection, null, [sqlLine, $"Activity counters: Redis, {await connection.DescribeAsync()}"], owned);
            }

            var file = DataFolder.DatabaseOf(DataFolder.Make(options.DataFolder));
            var counters = sql.Kind == SqlEngineKind.Sqlite
                ? sql
                : MakeSqlite(SettingsReader.Bind<SqlOptions>(configuration, SqlOptions.Section), file);
            if (counters != sql)
            {
                owned.Add(counters);
                await MigrateAsync(counters, cancellationToken);
            }

            if (folder is not null)
            {
                owned.Add(await folder.UseAsync(counters, cancellationToken));
            }

            return new OpenStores(
                sql, null, counters, [sqlLine, $"Activity counters: SQLite, {file} (each answer waits until it is on disk)"], owned);
        }
        catch
        {
            await DisposeAsync(owned);
            throw;
        }
    }

    private static async Task<DataFolder> TakeFolderAsync(
        ServerOptions options, List<IAsyncDisposable> owned, CancellationToken cancellationToken)
    {
        var folder = DataFolder.Take(options.DataFolder);
        owned.Add(folder);
        await folder.RequireWholeAsync(options.AcceptDamage, cancellationToken);
        return folder;
    }

    private static async Task<RedisConnection> ConnectAsync(RedisOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await RedisConnection.ConnectAsync(options);
            try
            {
                await connection.RequireAllAsync(cancellationToken);
                return connection;
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
        catch (ArgumentException exception)
        {
            throw new StartException($"Redis:ConnectionString (--redis) isn't one of a Redis: {exception.Message}", exception);
        }
        catch (StoreUnavailableException exception) when (exception.Reason == StoreUnavailableReasons.StoreUnavailable)
        {
            throw new StartException(
                $"Redis at {RedisConnection.AddressOf(options)} can't be reached: {exception.InnerException?.Message} Check "
                + "Redis:ConnectionString (--redis).",
                exception);
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartException(
                $"Redis at {RedisConnection.AddressOf(options)} can't be used ({exception.Reason}): {exception.Message}", exception);
        }
    }

    private static async ValueTask DisposeAsync(List<IAsyncDisposable> owned)
    {
        foreach (var each in Enumerable.Reverse(owned))
        {
            await each.DisposeAsync();
        }
    }
}
