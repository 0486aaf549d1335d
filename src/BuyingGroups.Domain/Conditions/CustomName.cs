namespace BuyingGroups.Domain.Conditions;

/// <summary>How conditions name custom attributes.</summary>
public static class CustomName
{
    /// <summary>The prefix of custom attributes' names in conditions.</summary>
    public const string Prefix = "custom.";

    /// <summary>The name of the custom attribute that a condition means; null if it names a standard attribute.</summary>
    public static string? AfterPrefix(string attribute) =>
        attribute.StartsWith(Prefix, StringComparison.Ordinal) ? attribute[Prefix.Length..] : null;
}
