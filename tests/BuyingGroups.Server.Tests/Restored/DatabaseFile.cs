using Microsoft.Data.Sqlite;

namespace BuyingGroups.Server.Tests.Restored;

/// <summary>The embedded database's file, as an operator backs it up and puts it back.</summary>
internal static class DatabaseFile
{
    /// <summary>Copies the file while servers run, as SQLite's own backup does; answers the copy.</summary>
    public static string BackUp(string folder)
    {
        var copy = Path.Combine(folder, $"backup-{Guid.NewGuid():N}.db");
        using var from = Open(FileIn(folder));
        using var to = Open(copy);
        from.BackupDatabase(to);
        return copy;
    }

    /// <summary>Puts a copy back. Servers may run: what they have open has the old content at once, as that of SQL Server would.</summary>
    public static void Restore(string folder, string backup)
    {
        using var from = Open(backup);
        using var to = Open(FileIn(folder));
        from.BackupDatabase(to);
    }

    private static string FileIn(string folder) => Path.Combine(folder, "buyinggroups.db");

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }
}
