using System.Text.Json;
using System.Text.Json.Serialization;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql;

/// <summary>Attributes as they are kept in one column: a JSON object in snake case, without what isn't known.</summary>
internal static class AttributesJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Of(AccountAttributes attributes) =>
        JsonSerializer.Serialize(attributes with { Custom = Sorted(attributes.Custom) }, Options);

    public static string Of(PersonAttributes attributes) =>
        JsonSerializer.Serialize(attributes with { Custom = Sorted(attributes.Custom) }, Options);

    public static AccountAttributes OfAccount(string json) => JsonSerializer.Deserialize<AccountAttributes>(json, Options)!;

    public static PersonAttributes OfPerson(string json) => JsonSerializer.Deserialize<PersonAttributes>(json, Options)!;

    // Sorted, so that the same attributes make the same text: that is how an unchanged upsert is told.
    private static SortedDictionary<string, AttributeValue> Sorted(IReadOnlyDictionary<string, AttributeValue> custom) =>
        new(custom.ToDictionary(), StringComparer.Ordinal);
}
