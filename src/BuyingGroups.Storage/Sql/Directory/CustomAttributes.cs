using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>Custom attributes as they are stored.</summary>
internal static class CustomAttributes
{
    /// <summary>In the order of their names, so that the same attributes always are the same text.</summary>
    public static IReadOnlyDictionary<string, AttributeValue> InOrder(this IReadOnlyDictionary<string, AttributeValue> attributes) =>
        new SortedDictionary<string, AttributeValue>(attributes.ToDictionary(), StringComparer.Ordinal);
}
