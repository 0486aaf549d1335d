using System.Text;

namespace BuyingGroups.Domain.Conditions;

/// <summary>
/// Texts compared without regard to case, letter by letter, and however the letters are composed: <c>e</c> with a combining accent is <c>é</c>,
/// which doesn't begin with <c>e</c>. A letter has one counterpart in the invariant culture: <c>ß</c> is neither <c>ss</c> nor <c>ẞ</c>, and
/// <c>İ</c>, <c>i</c> and <c>ı</c> are three letters. Composing needs the culture data (ICU) that the image has; on a server without, texts compare
/// as they are composed.
/// </summary>
internal static class FoldedText
{
    /// <summary>How to compare what <see cref="Of"/> answers: case is left to the comparison, so that nothing is copied for ASCII, the usual text.</summary>
    public const StringComparison Comparison = StringComparison.OrdinalIgnoreCase;

    /// <summary>What to compare in the place of <paramref name="text"/>.</summary>
    public static string Of(string text) => Ascii.IsValid(text) || !IsWellFormed(text)
        ? text
        // Case changes between taking apart and composing: ǰ has no upper case as one character, but its j has one.
        : text.Normalize(NormalizationForm.FormD).ToUpperInvariant().Normalize(NormalizationForm.FormC);

    /// <summary>Whether no half of a surrogate pair stands alone: such a text can't be composed.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
