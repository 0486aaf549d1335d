namespace BuyingGroups.Server.Tests;

/// <summary>Files of the repository that tests read as specifications.</summary>
internal static class Repository
{
    /// <summary>The text of a file, such as <c>README.md</c>.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    // Up from where the tests were built: the paths that the compiler knows aren't those of this machine where builds are made repeatable.
    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "BuyingGroups.Grpc.sln")))
            {
                folder = folder.Parent ?? throw new InvalidOperationException("The tests don't lie in the repository.");
            }

            return folder.FullName;
        }
    }
}
