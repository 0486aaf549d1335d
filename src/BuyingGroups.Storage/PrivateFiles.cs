namespace BuyingGroups.Storage;

/// <summary>
/// Folders and files that only their owner can read, because they contain who people are and what they do. On systems without such modes
/// (Windows), a folder inherits the access rights of its parent.
/// </summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OwnersFolder = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Makes a folder if there is none. An existing folder is left as it is.</summary>
    /// <returns>The full path of the folder.</returns>
    public static string MakeFolder(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path).FullName
        : Directory.CreateDirectory(path, OwnersFolder).FullName;

    /// <summary>
    /// Removes everybody else's rights to a folder, if there are any. If this program may not do that, the folder's owner has decided
    /// otherwise.
    /// </summary>
    public static void CloseFolder(string path) => Restrict(path, OwnersFolder);

    /// <summary>Removes everybody else's rights to a file. Does nothing if there is no file.</summary>
    public static void Close(string file)
    {
        if (File.Exists(file))
        {
            Restrict(file, OwnerOnly);
        }
    }

    /// <summary>
    /// Opens a file for reading and writing. A file that it creates is accessible to its owner only, from the first moment.
    /// </summary>
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
    /// Makes sure that a file exists and is accessible to its owner only. SQLite gives the files that it makes beside a database (its log,
    /// and the log's index) the mode of the database.
    /// </summary>
    public static void Make(string file)
    {
        // An existing file isn't opened: closing it would release the locks that SQLite holds on it in this process (POSIX).
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
            // The file belongs to somebody else, or the file system is read-only or has no modes.
        }
    }
}
