using System.Text.Json;

namespace BuyingGroups.Storage.Sql;

/// <summary>Lists of ids as a parameter, for the placeholder <c>{ids}</c> of <see cref="Statement"/>: no engine's limit of parameters applies.</summary>
internal static class Json
{
    public static string Ids(IEnumerable<string> ids) => JsonSerializer.Serialize(ids.Distinct());
}
