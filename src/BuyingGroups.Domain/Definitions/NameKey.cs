namespace BuyingGroups.Domain.Definitions;

/// <summary>
/// What makes a definition's name unique: the name without regard to case and to leading and trailing white space. Kept in a
/// column of its own, in binary collation, so that every engine agrees. Accents count, and so does how they are composed: Unicode
/// normalization needs a culture library, which not every server has, and all have to agree on a key.
/// </summary>
public static class NameKey
{
    /// <summary>The key of <paramref name="name"/>.</summary>
    public static string Of(string name) => name.Trim().ToUpperInvariant();
}
