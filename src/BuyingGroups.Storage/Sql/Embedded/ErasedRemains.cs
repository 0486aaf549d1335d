using Microsoft.Data.Sqlite;

namespace BuyingGroups.Storage.Sql.Embedded;

/// <summary>
/// Wipes what was erased from the tables out of the embedded file's bytes. SQLite overwrites a deleted row (<c>secure_delete</c>), but not
/// the copies that it left behind when it moved rows between pages, nor what its log contained before. So after erasures the next server
/// that starts rewrites the file once.
/// </summary>
public static class ErasedRemains
{
    /// <summary>Wipes the file if somebody was erased since the last time, and empties its log.</summary>
    /// <param name="database">The embedded database.</param>
    /// <param name="isAlone">
    /// Whether no other server uses the file. Then no server has anything cached that the log of invalidations, which also names erased
    /// people, could invalidate, and that log is emptied as well.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="StoreUnavailableException">
    /// It can't be done now, for example for lack of space. The next start tries again.
    /// </exception>
    public static async Task WipeAsync(SqlDatabase database, bool isAlone, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        await database.RunAsync(
            async token =>
            {
                using var turn = await database.Engine.EnterWriteAsync(token);
                await using var connection = (SqliteConnection)await database.Engine.OpenAsync(token);
                await using var command = connection.CreateCommand();
                if (isAlone)
                {
                    await ExecuteAsync(command, "DELETE FROM invalidation", token);
                }

                command.CommandText = "SELECT EXISTS (SELECT 1 FROM wipe_due)";
                if ((long)(await command.ExecuteScalarAsync(token))! != 0)
                {
                    await ExecuteAsync(command, "VACUUM", token);
                    await ExecuteAsync(command, "DELETE FROM wipe_due", token);
                }

                // Reports that it is busy, and doesn't fail, while others read.
                await ExecuteAsync(command, "PRAGMA wal_checkpoint(TRUNCATE)", token);
                return true;
            },
            cancellationToken);
    }

    private static async Task ExecuteAsync(SqliteCommand command, string text, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The text consists of constants of this class.
        command.CommandText = text;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
