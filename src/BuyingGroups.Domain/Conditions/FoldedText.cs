using System.Text;

namespace BuyingGroups.Domain.Conditions;

/// <summary>
/// Folds texts for comparison regardless of case, letter by letter, and regardless of how letters are composed: <c>e</c> with a combining
/// accent is <c>é</c>, which doesn't begin with <c>e</c>. A letter has one counterpart in the invariant culture: <c>ß</c> is neither
/// <c>ss</c> nor <c>ẞ</c>, and <c>İ</c>, <c>i</c> and <c>ı</c> are three letters. Composing needs the culture data (ICU) that the image
/// contains; on a server without it, texts are compared as they are composed.
/// </summary>
internal static class FoldedText
{
    /// <summary>The folded form of <paramref name="text"/>, which may be any text at all, to be compared code unit by code unit.</summary>
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

        // .NET refuses to compose a text that contains such a code unit. None of them composes with its neighbours, so the pieces between
        // them are composed separately.
        var folded = new StringBuilder(text.Length);
        while (at < text.Length)
        {
            folded.Append(Compose(text[from..at])).Append(text[at]);
            from = at + 1;
            at = NextUncomposable(text, from);
        }

        return folded.Append(Compose(text[from..])).ToString();
    }

    /// <summary>Whether the text has no unpaired surrogates.</summary>
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

    // The case changes between decomposing and composing, because ǰ has no upper case as one character, but its j has one.
    private static string Compose(string text) =>
        text.Length == 0 ? text : text.Normalize(NormalizationForm.FormD).ToUpperInvariant().Normalize(NormalizationForm.FormC);

    // Unpaired surrogates, and the noncharacters of the basic plane (Unicode 23.7), which a CRM may have sent.
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
