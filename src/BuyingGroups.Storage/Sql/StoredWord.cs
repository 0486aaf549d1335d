using System.Data;
using System.Text.Json;

namespace BuyingGroups.Storage.Sql;

/// <summary>Enumeration values as they are stored: words that people can read, such as <c>LEAVE_ACCOUNT</c>.</summary>
internal static class StoredWord
{
    public static string Of<T>(T value)
        where T : struct, Enum => Words<T>.ByValue[value];

    public static T Parse<T>(string word)
        where T : struct, Enum =>
        Words<T>.ByWord.TryGetValue(word, out var value) ? value : throw new DataException($"'{word}' is no {typeof(T).Name}.");

    private static class Words<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString()));

        public static readonly Dictionary<string, T> ByWord = ByValue.ToDictionary(pair => pair.Value, pair => pair.Key);
    }
}
