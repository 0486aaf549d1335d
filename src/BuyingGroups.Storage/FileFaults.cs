namespace BuyingGroups.Storage;

/// <summary>Derives from the operating system's error why a file of a data folder can't be written.</summary>
public static class FileFaults
{
    // Error numbers of Linux and macOS (errno.h), which .NET passes on as they are, and of Windows (winerror.h).
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int OverQuotaLinux = 122;
    private const int OverQuotaMac = 69;
    private const int WouldBlockLinux = 11;
    private const int WouldBlockMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);
    private const int WriteProtected = unchecked((int)0x80070013);
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskFull = unchecked((int)0x80070070);

    /// <summary>Whether another process holds the file, and may release it.</summary>
    public static bool IsHeldByAnother(IOException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.HResult is WouldBlockLinux or WouldBlockMac or SharingViolation or LockViolation;
    }

    /// <summary>The exception that says why the store can't work.</summary>
    /// <param name="store">The store's name, such as "SQLite".</param>
    /// <param name="exception">The fault of a file.</param>
    /// <param name="file">The store's file.</param>
    public static StoreUnavailableException Of(string store, Exception exception, string file)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            UnauthorizedAccessException => new(
                store, exception, StoreUnavailableReasons.DataFolderForbidden,
                $"{store} can't write {file}: this program has no permission to."),
            { HResult: NoSpace or OverQuotaLinux or OverQuotaMac or DiskFull or HandleDiskFull } => Full(store, exception, file),
            { HResult: ReadOnlyFileSystem or WriteProtected } => ReadOnly(store, exception, file),
            IOException held when IsHeldByAnother(held) => new(
                store, exception, description: $"{store} can't have {file} right now: another process has held it for too long."),
            _ => new(store, exception, description: $"{store} can't use {file}: {exception.Message}"),
        };
    }

    internal static StoreUnavailableException Full(string store, Exception exception, string file) =>
        new(store, exception, StoreUnavailableReasons.DataFolderFull, $"{store} can't write {file}: the disk is full.");

    internal static StoreUnavailableException ReadOnly(string store, Exception exception, string file) =>
        new(store, exception, StoreUnavailableReasons.DataFolderReadOnly, $"{store} can't write {file}: the file system is read-only.");

    /// <summary>What prevents writing beside a file, determined by trying; null if nothing does.</summary>
    internal static StoreUnavailableException? FoundByWriting(string store, string file)
    {
        var probe = $"{file}.probe";
        try
        {
            // A page of data, because that needs space on the disk; an empty file usually doesn't.
            using var stream = new FileStream(
                probe, FileMode.Create, FileAccess.Write, FileShare.Delete, bufferSize: 0, FileOptions.DeleteOnClose);
            stream.Write(new byte[8192]);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception is IOException held && IsHeldByAnother(held) ? null : Of(store, exception, file);
        }
    }
}
