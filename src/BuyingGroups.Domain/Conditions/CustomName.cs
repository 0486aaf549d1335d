namespace BuyingGroups.Domain.Conditions;

/// <summary>How conditions name custom attributes.</summary>
public static class CustomName
{
    /// <summary>What stands before the name.</summary>
    public const string Prefix = "custom.";

    /// <summary>The name of a custom attribute that a condition names so; null if it names a standard one.</summary>
    public static string? AfterPrefix(string attribute) =>
        attribute.StartsWith(Prefix, StringComparison.Ordinal) ? attribute[Prefix.Length..] : null;
}
