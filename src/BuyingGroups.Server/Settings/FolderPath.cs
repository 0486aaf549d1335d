namespace BuyingGroups.Server.Settings;

/// <summary>Paths of folders as people write them.</summary>
internal static class FolderPath
{
    /// <summary>The full path of a folder. <c>~</c> is the user's home even if no shell has expanded it.</summary>
    public static string FullOf(string path) =>
        path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
            ? Path.GetFullPath(Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[1..]))
            : Path.GetFullPath(path);
}
