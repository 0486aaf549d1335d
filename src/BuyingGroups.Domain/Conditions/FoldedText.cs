using System.Text;

namespace BuyingGroups.Domain.Conditions;

/// <summary>
/// Texts compared without regard to case: composed (so that <c>e</c> with a combining accent is <c>é</c>), in upper case of the invariant culture, then
/// character by character. <c>ß</c> isn't <c>ss</c>, and <c>İ</c> isn't <c>i</c>: a letter has one counterpart, the same on every server.
/// </summary>
internal static class FoldedText
{
    /// <summary>What to compare in the place of <paramref name="text"/>.</summary>
    public static string Of(string text) =>
        (Ascii.IsValid(text) || !IsWellFormed(text) ? text : text.Normalize(NormalizationForm.FormC)).ToUpperInvariant();

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
