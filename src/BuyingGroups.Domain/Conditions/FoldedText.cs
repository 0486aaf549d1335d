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
    /// <summary>What to compare, code unit by code unit, in the place of <paramref name="text"/>, which may be any text at all.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToUpperInvariant();
        }

        var from = 0;
        var at = NextUncomposable(text, from);
        if (at == text.Length)
        {
            return Compose(text);
        }

        // .NET refuses to compose a text that has such a code unit. None of them composes with its neighbours, so what lies between is
        // composed by itself.
        var folded = new StringBuilder(text.Length);
        while (at < text.Length)
        {
            folded.Append(Compose(text[from..at])).Append(text[at]);
            from = at + 1;
            at = NextUncomposable(text, from);
        }

        return folded.Append(Compose(text[from..])).ToString();
    }

    /// <summary>Whether no half of a surrogate pair stands alone.</summary>
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

    // Case changes between taking apart and composing: ǰ has no upper case as one character, but its j has one.
    private static string Compose(string text) =>
        text.Length == 0 ? text : text.Normalize(NormalizationForm.FormD).ToUpperInvariant().Normalize(NormalizationForm.FormC);

    // Halves of surrogate pairs that stand alone, and the noncharacters of the basic plane (Unicode 23.7). A text has them if a CRM sent
    // them.
    private static int NextUncomposable(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            var unit = text[i];
            if (char.IsSurrogate(unit))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(unit, text[i + 1]))
                {
                    return i;
                }

                i++;
            }
            else if (unit is >= '\uFDD0' and <= '\uFDEF' or >= '\uFFFE')
            {
                return i;
            }
        }

        return text.Length;
    }
}
