using System.Globalization;
using System.Text;

namespace BuyingGroups.Domain.Texts;

/// <summary>
/// Texts that people read in a terminal, in a log or in a list. A visible text does nothing there but stand in its line: a control
/// character could move the cursor, change colours or begin a line that looks like another entry, and a mark of writing direction could
/// reverse the text after it.
/// </summary>
public static class VisibleText
{
    /// <summary>Whether all characters of a text are visible or spaces.</summary>
    public static bool Is(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !text.AsSpan().ContainsAnyExceptInRange(' ', '~') || !text.Any(IsHidden);
    }

    /// <summary>
    /// The text in a form that can be shown: invisible characters are escaped as in C# and JSON, a line break as <c>\n</c> and ESC as
    /// <c>\u001B</c>. A visible text is returned unchanged.
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

    // Control characters, separators of lines and paragraphs, and the marks that embed, override or isolate a direction (Unicode, UAX #9).
    private static bool IsHidden(char unit) =>
        char.IsControl(unit) || unit is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
