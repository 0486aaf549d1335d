using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql;

/// <summary>The pattern that finds a part of a name in its name key, for <c>LIKE … ESCAPE '\'</c>.</summary>
internal static class NamePart
{
    public static string? Pattern(string? part) =>
        string.IsNullOrEmpty(part)
            ? null
            : "%" + NameKey.Of(part).Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_").Replace("[", @"\[") + "%";
}
