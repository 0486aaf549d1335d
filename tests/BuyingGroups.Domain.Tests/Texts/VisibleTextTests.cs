using BuyingGroups.Domain.Texts;
using Xunit;

namespace BuyingGroups.Domain.Tests.Texts;

/// <summary>Texts as a terminal or a log may show them.</summary>
public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Visit Webpage", "Visit Webpage")]
    [InlineData("Müller & Söhne 株式会社 🚀 é", "Müller & Söhne 株式会社 🚀 é")]
    [InlineData("a\nb\r\tc", @"a\nb\r\tc")]
    [InlineData("\u001b[2J\u0000\u007f\u009b", @"\u001B[2J\u0000\u007F\u009B")]
    [InlineData("a\u2028\u2029b", @"a\u2028\u2029b")]
    [InlineData("a\u202egpj.exe\u2066\u2069", @"a\u202Egpj.exe\u2066\u2069")]
    [InlineData("\u2027\u202A\u202F", "\u2027\\u202A\u202F")] // the first of the marks, between two that can be seen
    [InlineData("\u2065\u2066\u2069\u206A", "\u2065\\u2066\\u2069\u206A")]
    public void What_cannot_be_seen_is_escaped_and_the_rest_stays(string text, string shown)
    {
        Assert.Equal(shown, VisibleText.Of(text));
        Assert.Equal(text == shown, VisibleText.Is(text));
        Assert.True(VisibleText.Is(shown));
    }
}
