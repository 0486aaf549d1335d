using System.Globalization;
using System.Text;

namespace BuyingGroups.Storage.Sql.Events;

/// <summary>
/// The mark of an embedded database's log, in a small file beside the database: a database file that was put back alone is older than it
/// says. If the whole folder was put
/// back, so was the mark, and only the operator knows.
/// </summary>
/// <param name="path">The file.</param>
public sealed class FileEventLogMarks(string path) : EventLogMarks
{
    private const string Store = "The data folder";

    /// <inheritdoc />
    public override async Task<long> GetAsync(string logId, CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken) is { } mark && mark.LogId == logId ? mark.Position : 0;

    /// <inheritdoc />
    public override async Task<bool> AnyAsync(CancellationToken cancellationToken) => await ReadAsync(cancellationToken) is not null;

    /// <inheritdoc />
    public override async Task RaiseAsync(string logId, long position, CancellationToken cancellationToken)
    {
        if (await GetAsync(logId, cancellationToken) >= position)
        {
            return;
        }

        // Written beside and put in its place: a process that dies in between leaves the old mark.
        var beside = $"{path}.new";
        try
        {
            await using (var file = PrivateFiles.Open(beside, FileMode.Create, FileShare.None))
            {
                var mark = string.Create(CultureInfo.InvariantCulture, $"{logId} {position}\n");
                await file.WriteAsync(Encoding.UTF8.GetBytes(mark), cancellationToken);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(Store, exception);
        }
    }

    // A file that holds something else is as good as none: it is written anew.
    private async Task<Mark?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(path, cancellationToken)).Split(' ', StringSplitOptions.TrimEntries) is [var id, var number]
                && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
                ? new Mark(id, position)
                : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(Store, exception);
        }
    }

    private sealed record Mark(string LogId, long Position);
}
