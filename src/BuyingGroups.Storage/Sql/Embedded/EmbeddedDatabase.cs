using BuyingGroups.Storage.Sql.Counters;
using Microsoft.Data.Sqlite;

namespace BuyingGroups.Storage.Sql.Embedded;

/// <summary>
/// Looks for damage in the embedded database before it is used. SQLite silently goes on with what it finds: it creates a new database if
/// the file is missing, ignores what follows a damaged place of its log, and has no checksums over its pages. So acknowledged data could be
/// lost without notice.
/// </summary>
public static class EmbeddedDatabase
{
    /// <summary>The path of a database file's write-ahead log.</summary>
    public static string LogOf(string file) => $"{file}-wal";

    /// <summary>The damage, as a sentence that names the file; null if none was found. Changes nothing.</summary>
    /// <param name="file">The database file, which nobody may have open.</param>
    /// <param name="state">What is known about it from the last run.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<string?> FindDamageAsync(string file, EmbeddedState state, CancellationToken cancellationToken)
    {
        var log = new FileInfo(LogOf(file));
        var database = new FileInfo(file);
        if (!database.Exists || database.Length == 0)
        {
            var what = database.Exists ? "is empty" : "is missing";
            return state.HasDatabase || log is { Exists: true, Length: > 0 } ? $"The database {file} {what}, though there was one." : null;
        }

        if (state.IsInUse && log is not { Exists: true, Length: > 0 })
        {
            return $"The log {log.FullName} {(log.Exists ? "is empty" : "is missing")}, "
                + "though the last server over this folder didn't end in order: "
                + "what it acknowledged last may be in no other place.";
        }

        if (log is { Exists: true, Length: > 0 } && WriteAheadLog.FindDamage(log.FullName, state.IsInUse && state.IsSameBoot) is { } damage)
        {
            return $"The log {log.FullName} {damage}.";
        }

        return await FindDamagedPagesAsync(file, cancellationToken);
    }

    /// <summary>Copies the files of a damaged database, deletes the damaged counters, and returns the names of the copies.</summary>
    public static async Task<IReadOnlyList<string>> SetAsideAsync(string file, CancellationToken cancellationToken)
    {
        var suffix = $".damaged-{DateTimeOffset.UtcNow:yyyyMMddHHmmss}";
        var copies = new List<string>();
        foreach (var each in new[] { file, LogOf(file) }.Where(File.Exists))
        {
            File.Copy(each, each + suffix, overwrite: false);
            PrivateFiles.Close(each + suffix);
            copies.Add(each + suffix);
        }

        try
        {
            await Task.Run(() => DeleteDamagedCounters(file, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (exception is SqliteException || CounterTables.IsDamage(exception))
        {
            // Not even the rows can be read. Whatever can't be read later is reported as damaged, call by call.
        }

        return copies;
    }

    /// <summary>Keeps a database open, and its log from being deleted, until the returned object is disposed of.</summary>
    public static async Task<Kept> KeepOpenAsync(SqlDatabase database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        return await database.RunAsync(
            async token =>
            {
                using var turn = await database.Engine.EnterWriteAsync(token);
                var connection = (SqliteConnection)await database.Engine.OpenAsync(token);
                await using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA user_version";
                var starts = (long)(await command.ExecuteScalarAsync(token))!;
                // A write, so that the log isn't empty from here on: an empty log then means that something was lost.
#pragma warning disable CA2100 // The text consists of constants and a number.
                command.CommandText = $"PRAGMA user_version = {(starts + 1) & int.MaxValue}";
#pragma warning restore CA2100
                await command.ExecuteNonQueryAsync(token);
                return new Kept(connection);
            },
            cancellationToken);
    }

    private static void DeleteDamagedCounters(string file, CancellationToken cancellationToken)
    {
        if (File.Exists(file))
        {
            using var connection = Open(file, SqliteOpenMode.ReadWrite);
            CounterCheck.DeleteDamaged(connection, cancellationToken);
        }
    }

    private static async Task<string?> FindDamagedPagesAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            // Both checks read the whole file, each by its own connection. They are read-only, so that the content of the log stays in it
            // whatever is found.
            var found = await Task.WhenAll(
                Task.Run(() => FindInPages(file), cancellationToken),
                Task.Run(() => FindInCounters(file, cancellationToken), cancellationToken));
            return found.FirstOrDefault(damage => damage is not null) is { } first ? $"The database {file} is damaged: {first}." : null;
        }
        catch (SqliteException exception)
            when (exception.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_ERROR)
        {
            return $"The database {file} is damaged: {exception.Message}.";
        }
    }

    private static string? FindInPages(string file)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        var found = (string)command.ExecuteScalar()!;
        return found == "ok" ? null : found.ReplaceLineEndings(" ");
    }

    private static string? FindInCounters(string file, CancellationToken cancellationToken)
    {
        using var connection = Open(file);
        return CounterCheck.FindDamage(connection, cancellationToken);
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode = SqliteOpenMode.ReadOnly)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>A database that is kept open.</summary>
    public sealed class Kept : IAsyncDisposable
    {
        private readonly SqliteConnection _connection;

        internal Kept(SqliteConnection connection) => _connection = connection;

        /// <summary>
        /// Writes the content of the log to the database file, and empties the log. False if somebody else still uses it, or the disk is
        /// full.
        /// </summary>
        public async Task<bool> EmptyLogAsync()
        {
            try
            {
                await using var command = _connection.CreateCommand();
                command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
                return (long)(await command.ExecuteScalarAsync())! == 0;
            }
            catch (SqliteException)
            {
                return false;
            }
        }

        /// <inheritdoc />
        public ValueTask DisposeAsync() => _connection.DisposeAsync();
    }
}
