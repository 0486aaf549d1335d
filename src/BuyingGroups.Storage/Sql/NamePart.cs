using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql;

/// <summary>The pattern for <c>name_key LIKE @pattern ESCAPE '\'</c> of a search by a part of the name.</summary>
internal static class NamePart
{
    public static string Pattern(string part)
    {
        var key = NameKey.Of(part);
        foreach (var special in @"\%_[")
        {
            key = key.Replace($"{special}", $@"\{special}", StringComparison.Ordinal);
        }

        return $"%{key}%";
    }
}
