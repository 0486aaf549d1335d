using System.Data.Common;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Redis;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Migrations;

namespace BuyingGroups.Server.Hosting;

/// <summary>The stores that the settings name, opened: a Redis and an SQL Server, or the embedded ones over the data folder.</summary>
internal sealed class OpenStores : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned;

    private OpenStores(SqlDatabase sql, RedisConnection redis, IReadOnlyList<string> lines, List<IAsyncDisposable> owned)
    {
        Sql = sql;
        Redis = redis;
        Lines = lines;
        _owned = owned;
    }

    public SqlDatabase Sql { get; }

    public RedisConnection Redis { get; }

    /// <summary>What they are and where their data lies, a line each.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Opens both and brings the schema up to date.</summary>
    /// <exception cref="StartException">One can't be opened; the message says which, and why.</exception>
    public static async Task<OpenStores> OpenAsync(IConfiguration configuration, ServerOptions options, CancellationToken cancellationToken)
    {
        var owned = new List<IAsyncDisposable>();
        try
        {
            var (sql, sqlLine) = OpenSql(configuration, options);
            owned.Add(sql);
            await MigrateAsync(sql, cancellationToken);
            var (redis, redisLine) = await OpenRedisAsync(configuration, options, owned);
            owned.Add(redis);
            return new OpenStores(sql, redis, [sqlLine, redisLine], owned);
        }
        catch
        {
            await DisposeAsync(owned);
            throw;
        }
    }

    /// <summary>Opens both to look at them, also while a server runs over the embedded ones.</summary>
    public static Task<OpenStores> OpenBesideAsync(IConfiguration configuration, ServerOptions options, CancellationToken cancellationToken)
    {
        var ofRunningServer = DataFolder.IsTaken(options.DataFolder)
            ? new Dictionary<string, string?> { ["Redis:ConnectionString"] = EmbeddedGarnet.ConnectionStringOf(GarnetFolder(options)) }
            : [];
        return OpenAsync(
            string.IsNullOrEmpty(configuration["Redis:ConnectionString"])
                ? new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(ofRunningServer).Build()
                : configuration,
            options,
            cancellationToken);
    }

    /// <summary>The SQL database that the settings name, and a line that says which.</summary>
    /// <exception cref="StartException">The settings aren't of a database.</exception>
    public static (SqlDatabase Database, string Line) OpenSql(IConfiguration configuration, ServerOptions options)
    {
        var sql = Settings.Bind<SqlOptions>(configuration, SqlOptions.Section);
        if (sql.ConnectionString.Length > 0)
        {
            sql.Engine = SqlEngineKind.SqlServer;
            return (Make(sql), "Definitions and memberships: SQL Server");
        }

        var file = Path.Combine(DataFolder.Make(options.DataFolder), "buyinggroups.db");
        sql.Engine = SqlEngineKind.Sqlite;
        sql.ConnectionString = $"Data Source={file}";
        return (Make(sql), $"Definitions and memberships: SQLite, {file} (each commit is on disk before it is answered)");
    }

    /// <summary>Applies missing migrations; answers what they were.</summary>
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
        catch (DbException exception)
        {
            throw new StartException($"{sql.Name} can't be migrated: {exception.Message}", exception);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => DisposeAsync(_owned);

    private static SqlDatabase Make(SqlOptions options)
    {
        try
        {
            return new SqlDatabase(options);
        }
        catch (ArgumentException exception)
        {
            throw new StartException($"Sql:ConnectionString (--sql-server) isn't one of an SQL Server: {exception.Message}", exception);
        }
    }

    private static async Task<(RedisConnection Connection, string Line)> OpenRedisAsync(
        IConfiguration configuration, ServerOptions options, List<IAsyncDisposable> owned)
    {
        var redis = Settings.Bind<RedisOptions>(configuration, RedisOptions.Section);
        if (redis.ConnectionString.Length > 0)
        {
            var connection = await ConnectAsync(redis);
            return (connection, $"Activity counters: Redis, {await connection.DescribeAsync()}");
        }

        owned.Add(DataFolder.Take(options.DataFolder));
        var garnet = StartGarnet(GarnetFolder(options));
        owned.Add(garnet);
        redis.ConnectionString = garnet.ConnectionString;
        return (await ConnectAsync(redis), $"Activity counters: embedded Garnet, {garnet.Folder} (each answer waits for the append-only file)");
    }

    private static string GarnetFolder(ServerOptions options) => Path.Combine(Path.GetFullPath(options.DataFolder), "counters");

    private static EmbeddedGarnet StartGarnet(string folder)
    {
        try
        {
            return EmbeddedGarnet.Start(folder);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The embedded counters can't start: {exception.Message}", exception);
        }
    }

    private static async Task<RedisConnection> ConnectAsync(RedisOptions options)
    {
        try
        {
            return await RedisConnection.ConnectAsync(options);
        }
        catch (ArgumentException exception)
        {
            throw new StartException($"Redis:ConnectionString (--redis) isn't one of a Redis: {exception.Message}", exception);
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartException(
                $"Redis at {RedisConnection.AddressOf(options)} can't be reached: {exception.InnerException?.Message} Check Redis:ConnectionString (--redis).",
                exception);
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
