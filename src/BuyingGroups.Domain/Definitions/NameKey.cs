using System.Text;

namespace BuyingGroups.Domain.Definitions;

/// <summary>
/// What makes a definition's name unique: the name without regard to case, to leading and trailing white space, and to how
/// accents are composed. Kept in a column of its own, in binary collation, so that every engine agrees.
/// </summary>
public static class NameKey
{
    /// <summary>The key of <paramref name="name"/>.</summary>
    public static string Of(string name) => name.Trim().Normalize(NormalizationForm.FormC).ToUpperInvariant();
}
