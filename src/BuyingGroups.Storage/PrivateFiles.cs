namespace BuyingGroups.Storage;

/// <summary>
/// Folders and files that only their owner can read: what they hold says who people are and what they do. Where the system has no such
/// modes
/// (Windows), a folder's access is that of the folder above it.
/// </summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OwnersFolder = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Makes a folder if there is none; one that exists is left as it is.</summary>
    /// <returns>Its full path.</returns>
    public static string MakeFolder(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path).FullName
        : Directory.CreateDirectory(path, OwnersFolder).FullName;

    /// <summary>
    /// Takes everybody else's rights to a folder away, if it is open to them. Where this program may not, whoever owns the folder has
    /// decided.
    /// </summary>
    public static void CloseFolder(string path) => Restrict(path, OwnersFolder);

    /// <summary>The same of a file; nothing happens if there is none.</summary>
    public static void Close(string file)
    {
        if (File.Exists(file))
        {
            Restrict(file, OwnerOnly);
        }
    }

    /// <summary>Opens a file to read and write; one that it makes is its owner's from the first moment.</summary>
    public static FileStream Open(string file, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows() && mode is not (FileMode.Open or FileMode.Truncate))
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(file, options);
    }

    /// <summary>
    /// Sees to it that there is a file, and that it is its owner's. SQLite gives the files that it makes beside a database (its log, and
    /// the index of that) the
    /// mode of the database.
    /// </summary>
    public static void Make(string file)
    {
        // One that exists isn't opened: closing it would take away the locks that SQLite has on it in this process (POSIX).
        if (!File.Exists(file))
        {
            try
            {
                Open(file, FileMode.CreateNew, FileShare.None).Dispose();
            }
            catch (IOException) when (File.Exists(file))
            {
                // Another process was faster.
            }
        }

        Close(file);
    }

    private static void Restrict(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            if ((File.GetUnixFileMode(path) & ~mode) != 0)
            {
                File.SetUnixFileMode(path, mode);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or a file system that is read-only or has no modes.
        }
    }
}
