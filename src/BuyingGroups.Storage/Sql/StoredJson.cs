using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BuyingGroups.Storage.Sql;

/// <summary>JSON as it is stored in the database (attributes), and in which lists of rows are passed to statements.</summary>
internal static class StoredJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // The text goes into a column and not into an HTML page, so ü stays ü.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;

    /// <summary>The ids for <c>{ids @…}</c>: each once, in binary order, which is also the order in which rows are locked.</summary>
    public static string Ids(IEnumerable<string> ids) => Write(ids.Distinct().Order(StringComparer.Ordinal));
}
