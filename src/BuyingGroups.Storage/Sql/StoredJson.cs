using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BuyingGroups.Storage.Sql;

/// <summary>JSON as the database holds it (attributes), and as lists of rows reach it.</summary>
internal static class StoredJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // The text goes into a column, not into a page: ü stays ü.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;

    /// <summary>For <c>{ids @…}</c>: each id once, in binary order, in which rows are locked too.</summary>
    public static string Ids(IEnumerable<string> ids) => Write(ids.Distinct().Order(StringComparer.Ordinal));
}
