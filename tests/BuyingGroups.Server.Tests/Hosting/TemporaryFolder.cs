namespace BuyingGroups.Server.Tests.Hosting;

/// <summary>A folder that goes away with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    // Short, because a Unix socket's path may have no more than 107 bytes.
    public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("bg-").FullName;

    public void Dispose()
    {
        try
        {
            System.IO.Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that was killed may hold a file a moment longer; the system clears the rest.
        }
    }
}
