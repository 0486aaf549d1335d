using BuyingGroups.Storage;

namespace BuyingGroups.Server.Hosting;

/// <summary>The folder of the embedded stores, held for one server: two on the same append-only file would destroy it.</summary>
internal sealed class DataFolder : IAsyncDisposable
{
    private readonly FileStream _lock;

    private DataFolder(FileStream held) => _lock = held;

    /// <summary>Makes the folder if there is none; answers its full path.</summary>
    /// <exception cref="StartException">It can't be made.</exception>
    public static string Make(string path)
    {
        path = Path.GetFullPath(path);
        try
        {
            return System.IO.Directory.CreateDirectory(path).FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The data folder {path} can't be made: {exception.Message}", exception);
        }
    }

    /// <summary>Whether a server has the folder now.</summary>
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
            // Whoever may not write to it can't tell; a server that has it would be another user's.
            return false;
        }
    }

    /// <summary>Makes the folder if there is none, and takes it.</summary>
    /// <exception cref="StartException">It can't be written, or another server has it.</exception>
    public static DataFolder Take(string path)
    {
        path = Make(path);
        try
        {
            return new DataFolder(new FileStream(LockOf(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
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

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _lock.DisposeAsync();

    private static string LockOf(string path) => Path.Combine(Path.GetFullPath(path), "server.lock");
}
