using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace BuyingGroups.Storage.Sql.Engines;

/// <summary>What SQLite's errors mean to callers (sqlite.org/rescode.html).</summary>
internal static class SqliteFaults
{
    private const string Store = "SQLite";

    // The table existed when the server started: whoever removed it removed the data too.
    private const string NoTable = "no such table";

    /// <summary>
    /// Whether the database can't do anything right now, or can't be trusted any more. Any other error is a fault of the statement.
    /// </summary>
    public static bool IsUnavailable(SqliteException exception) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => true,
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN => true,
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT => true,
        raw.SQLITE_ERROR => exception.Message.Contains(NoTable, StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>The exception that is thrown instead of the error.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="file">The database's file.</param>
    public static StoreUnavailableException Of(SqliteException exception, string file) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => FileFaults.Full(Store, exception, file),
        raw.SQLITE_READONLY or raw.SQLITE_PERM => FileFaults.FoundByWriting(Store, file) ?? FileFaults.ReadOnly(Store, exception, file),
        // SQLite says that a file couldn't be written or opened, but not why.
        raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN =>
            FileFaults.FoundByWriting(Store, file) ?? new StoreUnavailableException(Store, exception),
        raw.SQLITE_NOTADB => Damaged(exception, $"SQLite can't use {file}: it isn't a database."),
        raw.SQLITE_CORRUPT or raw.SQLITE_FORMAT => Damaged(exception, $"SQLite can't use {file}: it is damaged."),
        raw.SQLITE_ERROR => Damaged(exception, $"SQLite can't use {file}: it isn't the database that it was ({exception.Message})."),
        _ => new StoreUnavailableException(Store, exception),
    };

    private static StoreUnavailableException Damaged(SqliteException exception, string what) => new(
        Store, exception, StoreUnavailableReasons.DataFolderDamaged, $"{what} Stop the server, restore a backup, and start it again.");
}
