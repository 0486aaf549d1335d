using System.Globalization;
using System.Text;

namespace BuyingGroups.Domain.Texts;

/// <summary>
/// Texts that people read in a terminal, in a log or in a list. A text that is visible does nothing there but stand in its line: a
/// control character
/// would move the cursor, change colours or begin a line that looks like another entry, and a mark of writing direction would turn what
/// follows around.
/// </summary>
public static class VisibleText
{
    /// <summary>Whether all characters of a text can be seen, or are spaces.</summary>
    public static bool Is(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !text.AsSpan().ContainsAnyExceptInRange(' ', '~') || !text.Any(IsHidden);
    }

    /// <summary>
    /// A text as it can be shown: what can't be seen is written as C# and JSON escape it, a line break as <c>\n</c>, ESC as
    /// <c>\u001B</c>. What
    /// is visible is answered as it is.
    /// </summary>
    public static string Of(string text)
    {
        if (Is(text))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length + 16);
        foreach (var unit in text)
        {
            _ = unit switch
            {
                '\n' => visible.Append("\\n"),
                '\r' => visible.Append("\\r"),
                '\t' => visible.Append("\\t"),
                _ when IsHidden(unit) => visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}"),
                _ => visible.Append(unit),
            };
        }

        return visible.ToString();
    }

    // Controls, separators of lines and paragraphs, and the marks that embed, override or isolate a direction (Unicode, UAX #9).
    private static bool IsHidden(char unit) =>
        char.IsControl(unit) || unit is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
