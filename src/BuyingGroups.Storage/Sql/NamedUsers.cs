namespace BuyingGroups.Storage.Sql;

/// <summary>Says what still uses a definition, for those who can't delete it.</summary>
internal static class NamedUsers
{
    private const int Most = 3;

    /// <summary>The first few names in quotes, and how many more there are.</summary>
    public static string Of(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Most).Select(name => $"\"{name}\"")) + (names.Count > Most ? $" and {names.Count - Most} more" : "");
}
