using System.Runtime.Versioning;
using BuyingGroups.Server.Tests.Hosting;
using Xunit;

namespace BuyingGroups.Server.Tests.Program;

/// <summary>Nobody but its owner can read the data folder.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode Open = (UnixFileMode)0b110_100_100;
    private const UnixFileMode OpenFolder = (UnixFileMode)0b111_101_101;

    private readonly TemporaryFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "new", "data");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_folder_that_the_server_makes_and_every_file_in_it_are_its_owners()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await using (await ServeAsync())
        {
            var files = AssertPrivate();
            Assert.Superset(
                new HashSet<string>
                {
                    "buyinggroups.db", "buyinggroups.db-wal", "buyinggroups.db-shm", "server.lock", "development-key.pem",
                },
                files);
        }

        AssertPrivate();
    }

    [SkippableFact]
    public async Task One_of_an_earlier_version_is_closed_with_all_that_is_in_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await using (var server = await ServeAsync())
        {
            await server.KillAsync();
        }

        Assert.True(File.Exists(Path.Combine(Data, "buyinggroups.db-wal")));
        foreach (var file in System.IO.Directory.GetFiles(Data))
        {
            File.SetUnixFileMode(file, Open);
        }

        File.SetUnixFileMode(Data, OpenFolder);

        await using var again = await ServeAsync();

        AssertPrivate();
    }

    [SkippableFact]
    public async Task Of_a_folder_that_holds_other_things_only_our_files_are_closed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such modes.");
        System.IO.Directory.CreateDirectory(Data, OpenFolder);
        var other = Path.Combine(Data, "notes.txt");
        await File.WriteAllTextAsync(other, "");
        File.SetUnixFileMode(other, Open);

        await using var server = await ServeAsync();

        Assert.Equal((OpenFolder, Open), (File.GetUnixFileMode(Data), File.GetUnixFileMode(other)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "buyinggroups.db-wal")));
    }

    private Task<ServerProcess> ServeAsync() => ServerProcess.ServeAsync(Data, "--development-tokens");

    private HashSet<string> AssertPrivate()
    {
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Data));
        var files = System.IO.Directory.GetFiles(Data);
        Assert.All(files, file => Assert.Equal((file, (UnixFileMode)0b110_000_000), (file, File.GetUnixFileMode(file))));
        return [.. files.Select(file => Path.GetFileName(file))];
    }
}
