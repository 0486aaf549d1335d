using System.Text;
using BuyingGroups.Server.Settings;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Embedded;

namespace BuyingGroups.Server.Stores;

/// <summary>
/// The folder of the embedded store, held for one server by a lock on the file <c>server.lock</c>. The file's content outlives the server:
/// it says that there is a database, and whether a server that used it hasn't shut down cleanly.
/// </summary>
internal sealed class DataFolder : IAsyncDisposable
{
    private const string InUse = "in use";
    private const string Closed = "closed";

    private static readonly string[] Ours = ["buyinggroups.db", "server.lock", "event-log.mark", "development-key.pem"];

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The full path of the folder.</summary>
    public string Path { get; }

    /// <summary>The path of the embedded database in a folder.</summary>
    public static string DatabaseOf(string path) => System.IO.Path.Combine(path, "buyinggroups.db");

    /// <summary>
    /// Makes the folder if there is none, accessible to its owner only, and returns its full path. If the folder holds nothing but files of
    /// this program, access to the folder and the files is removed from everybody else. If it holds other files too, only the files of this
    /// program are restricted.
    /// </summary>
    /// <exception cref="StartException">The folder can't be made.</exception>
    public static string Make(string path)
    {
        path = FolderPath.FullOf(path);
        try
        {
            path = PrivateFiles.MakeFolder(path);
            Close(path);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The data folder {path} can't be made: {exception.Message}", exception);
        }
    }

    /// <summary>Checks that the folder exists, for commands that only read one: making an empty folder wouldn't help them.</summary>
    /// <exception cref="StartException">There is no folder.</exception>
    public static void RequireFolder(string path)
    {
        if (!System.IO.Directory.Exists(FolderPath.FullOf(path)))
        {
            throw new StartException(
                $"There is no data folder {FolderPath.FullOf(path)}. Name one with --data; a server that starts makes its own.");
        }
    }

    /// <summary>Checks that there is an embedded database.</summary>
    /// <exception cref="StartException">There is none.</exception>
    public static void RequireDatabase(string path)
    {
        RequireFolder(path);
        if (!File.Exists(DatabaseOf(FolderPath.FullOf(path))))
        {
            throw new StartException(
                $"There is no {DatabaseOf(FolderPath.FullOf(path))}: no server has run over this data folder. Name another with --data.");
        }
    }

    /// <summary>
    /// Wipes erased data from the bytes of the database file. If that isn't possible now, a message is printed and the start goes on.
    /// </summary>
    public static async Task WipeAsync(SqlDatabase database, bool isAlone, CancellationToken cancellationToken)
    {
        try
        {
            await ErasedRemains.WipeAsync(database, isAlone, cancellationToken);
        }
        catch (StoreUnavailableException exception) when (isAlone)
        {
            await Console.Error.WriteLineAsync(
                $"What was erased can't be wiped from the database's file yet: {exception.Message} The next start tries again.");
        }
        catch (StoreUnavailableException)
        {
            // Another server uses the file. The next server that starts alone wipes it.
        }
    }

    /// <summary>Whether a server holds the folder now.</summary>
    public static bool IsTaken(string path)
    {
        var file = LockOf(path);
        if (!File.Exists(file))
        {
            return false;
        }

        try
        {
            using var probe = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException exception)
        {
            return FileFaults.IsHeldByAnother(exception);
        }
        catch (UnauthorizedAccessException)
        {
            // Without the right to write, it can't be determined; a server that holds the folder would be another user's.
            return false;
        }
    }

    /// <summary>Makes the folder if there is none, and takes its lock.</summary>
    /// <exception cref="StartException">The folder can't be written, or another server holds it.</exception>
    public static DataFolder Take(string path)
    {
        path = Make(path);
        try
        {
            return new DataFolder(path, PrivateFiles.Open(LockOf(path), FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException exception) when (FileFaults.IsHeldByAnother(exception))
        {
            throw new StartException(
                $"The data folder {path} is in use by another server. "
                + "Several servers run side by side over a Redis and an SQL Server (--redis, --sql-server), not over one data folder.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"The data folder {path} can't be written: {FileFaults.Of("the server", exception, LockOf(path)).Message}", exception);
        }
    }

    /// <summary>Checks that the folder's database is as its last server left it.</summary>
    /// <param name="acceptDamage">Whether to go on with what is left, once the damaged files are copied.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="StartException">The database is damaged, or of an earlier version that kept counters elsewhere.</exception>
    public async Task RequireWholeAsync(bool acceptDamage, CancellationToken cancellationToken)
    {
        var earlier = System.IO.Path.Combine(Path, "counters");
        if (System.IO.Directory.Exists(System.IO.Path.Combine(earlier, "AOF")))
        {
            throw new StartException(
                $"The activity counters in {earlier} were written by an earlier version, which kept them in Garnet; this version can't "
                + "read them. "
                + "Move that folder away to begin with empty counters, or start the earlier version.");
        }

        var file = DatabaseOf(Path);
        if (await EmbeddedDatabase.FindDamageAsync(file, ReadState(), cancellationToken) is not { } damage)
        {
            return;
        }

        if (!acceptDamage)
        {
            throw new StartException(
                $"{damage} Nothing was changed. Restore the folder from a backup, or start once with --accept-damage: "
                + "it keeps copies of the files, and goes on with what can still be read.");
        }

        var copies = string.Join(", ", await EmbeddedDatabase.SetAsideAsync(file, cancellationToken));
        await Console.Error.WriteLineAsync($"{damage} Going on with what can be read; copies: {copies}");
    }

    /// <summary>
    /// Notes that the database is in use until the returned object is disposed of, and keeps its write-ahead log from being deleted
    /// meanwhile.
    /// </summary>
    public async Task<IAsyncDisposable> UseAsync(SqlDatabase database, CancellationToken cancellationToken)
    {
        // The log has been read and its content goes to the database file, so an empty log is in order until the database is in use again.
        WriteState(Closed);
        await WipeAsync(database, isAlone: true, cancellationToken);
        var kept = await EmbeddedDatabase.KeepOpenAsync(database, cancellationToken);
        WriteState(InUse);
        return new Use(this, kept);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _lock.DisposeAsync();

    private EmbeddedState ReadState()
    {
        _lock.Position = 0;
        using var reader = new StreamReader(_lock, Encoding.UTF8, leaveOpen: true);
        var state = reader.ReadLine();
        var boot = reader.ReadLine();
        return new EmbeddedState(state is InUse or Closed, state == InUse, boot is { Length: > 0 } && boot == Boot());
    }

    // A single write of so few bytes that a disk stores them either wholly or not at all.
    private void WriteState(string state)
    {
        var text = Encoding.UTF8.GetBytes($"{state}\n{Boot()}\n");
        _lock.Position = 0;
        _lock.Write(text);
        _lock.SetLength(text.Length);
        _lock.Flush(flushToDisk: true);
    }

    // Different after each start of the machine; empty where the system doesn't offer it.
    private static string Boot()
    {
        const string Source = "/proc/sys/kernel/random/boot_id";
        return File.Exists(Source) ? File.ReadAllText(Source).Trim() : "";
    }

    private static string LockOf(string path) => System.IO.Path.Combine(FolderPath.FullOf(path), "server.lock");

    private static void Close(string path)
    {
        string[] names = [.. System.IO.Directory.EnumerateFileSystemEntries(path).Select(entry => System.IO.Path.GetFileName(entry))];
        if (names.All(IsOurs))
        {
            PrivateFiles.CloseFolder(path);
        }

        foreach (var name in names.Where(IsOurs))
        {
            PrivateFiles.Close(System.IO.Path.Combine(path, name));
        }
    }

    // Includes what lies beside the files: logs, locks, drafts, and copies of damaged files.
    private static bool IsOurs(string name) => Ours.Any(ours => name.StartsWith(ours, StringComparison.Ordinal));

    private sealed class Use(DataFolder folder, EmbeddedDatabase.Kept kept) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            // The state is noted only after the log is emptied, because from then on the log may be missing.
            if (await kept.EmptyLogAsync())
            {
                folder.WriteState(Closed);
            }

            await kept.DisposeAsync();
        }
    }
}
