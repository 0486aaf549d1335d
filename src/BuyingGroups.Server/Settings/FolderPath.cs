namespace BuyingGroups.Server.Settings;

/// <summary>Folders as people write them.</summary>
internal static class FolderPath
{
    /// <summary>The full path of a folder; <c>~</c> is the user's home also where no shell has replaced it.</summary>
    public static string FullOf(string path) =>
        path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
            ? Path.GetFullPath(Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[1..]))
            : Path.GetFullPath(path);
}
