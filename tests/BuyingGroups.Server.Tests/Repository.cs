namespace BuyingGroups.Server.Tests;

/// <summary>Files of the repository that tests read as specifications.</summary>
internal static class Repository
{
    private static readonly string[] MadeByTools = ["bin", "obj", "artifacts", "TestResults", "StrykerOutput", "BenchmarkDotNet.Artifacts"];

    // Up from where the tests were built: the paths that the compiler knows aren't those of this machine where builds are made repeatable.
    private static readonly string Root = FindRoot();

    /// <summary>The text of a file, such as <c>README.md</c>.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Whether there is a file or a folder of this path, such as <c>src/BuyingGroups.Client</c>.</summary>
    public static bool Has(string path) => Path.Exists(Path.Combine(Root, path));

    /// <summary>The paths of the files in a folder and below it, without those that builds and tools make.</summary>
    public static IEnumerable<string> FilesIn(string folder)
    {
        var path = Path.Combine(Root, folder);
        var below = System.IO.Directory.GetDirectories(path)
            .Where(each => !MadeByTools.Contains(Path.GetFileName(each), StringComparer.Ordinal))
            .SelectMany(FilesIn);
        return System.IO.Directory.GetFiles(path).Select(each => Path.GetRelativePath(Root, each)).Concat(below);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BuyingGroups.Grpc.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests don't lie in the repository.");
        }

        return folder.FullName;
    }
}
