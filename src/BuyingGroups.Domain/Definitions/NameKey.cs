namespace BuyingGroups.Domain.Definitions;

/// <summary>
/// The key by which a definition's name is unique: the name regardless of case and of leading and trailing white space. It is stored in a
/// column of its own, in binary collation, so that all engines agree. Accents count, and so does how they are composed: Unicode
/// normalization needs a culture library, which not every server has, and all servers have to agree on a key.
/// </summary>
public static class NameKey
{
    /// <summary>The key of <paramref name="name"/>.</summary>
    public static string Of(string name) => name.Trim().ToUpperInvariant();
}
