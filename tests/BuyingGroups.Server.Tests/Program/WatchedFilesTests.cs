using BuyingGroups.Server.Tests.Hosting;
using Xunit;

namespace BuyingGroups.Server.Tests.Program;

/// <summary>
/// The server watches no files: its settings are read on start, and the folder in which it is started is none of its business.
/// </summary>
public sealed class WatchedFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Started_in_the_root_of_the_file_system_as_a_service_is_it_watches_nothing()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "inotify is Linux's.");
        await using var server = await ServerProcess.ServeInAsync("/", _folder.Path);
        await server.Client.Roles.ListRolesAsync(new());

        Assert.Equal(0, Watches(server.Id));
    }

    private static int Watches(int process) =>
        System.IO.Directory.EnumerateFiles($"/proc/{process}/fdinfo").Sum(file =>
        {
            try
            {
                return File.ReadLines(file).Count(line => line.StartsWith("inotify ", StringComparison.Ordinal));
            }
            catch (IOException)
            {
                // Closed since it was listed.
                return 0;
            }
        });
}
