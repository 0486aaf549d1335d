using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>Custom attributes as they are stored.</summary>
internal static class CustomAttributes
{
    /// <summary>The attributes in the order of their names, so that equal attributes are equal texts.</summary>
    public static IReadOnlyDictionary<string, AttributeValue> InOrder(this IReadOnlyDictionary<string, AttributeValue> attributes) =>
        new SortedDictionary<string, AttributeValue>(attributes.ToDictionary(), StringComparer.Ordinal);
}
