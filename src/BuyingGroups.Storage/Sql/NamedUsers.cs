namespace BuyingGroups.Storage.Sql;

/// <summary>Lists what still uses a definition, for somebody who can't delete it.</summary>
internal static class NamedUsers
{
    private const int Most = 3;

    /// <summary>The first few names in quotes, and the number of the others.</summary>
    public static string Of(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Most).Select(name => $"\"{name}\"")) + (names.Count > Most ? $" and {names.Count - Most} more" : "");
}
