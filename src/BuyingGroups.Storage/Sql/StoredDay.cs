using System.Globalization;

namespace BuyingGroups.Storage.Sql;

/// <summary>A calendar day as it is stored: a text that sorts chronologically.</summary>
internal static class StoredDay
{
    private const string Format = "yyyy-MM-dd";

    public static string Of(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);

    public static DateOnly Parse(string day) => DateOnly.ParseExact(day, Format, CultureInfo.InvariantCulture);
}
