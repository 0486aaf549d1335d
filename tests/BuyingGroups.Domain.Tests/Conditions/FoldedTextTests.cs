using System.Globalization;
using System.Text;
using BuyingGroups.Domain.Conditions;
using CsCheck;
using Xunit;

namespace BuyingGroups.Domain.Tests.Conditions;

/// <summary>
/// Any sequence of UTF-16 code units can be folded: a directory keeps what a CRM sent, and no text may keep a condition from being
/// evaluated.
/// </summary>
public sealed class FoldedTextTests
{
    private static readonly Gen<string> Odd = Gen.OneOf(
        "\ud800", "\udfff", "\ud83d\ude00", "\udc00\ud800", "\ufffe", "\uffff", "\ufdd0", "\ufdef", "\ud83f\udffe", "\udbff\udfff",
        "\u0000", "\u001f", "\u0378", "\u0301", "\u0345", "\u1fb3", "\u212a", "\u0131", "\u0130", "\u017f", "\u01c5", "\u01f0", "\u1e9e",
        "\u00df", "\uac00", "\u1100\u1161", "\ufb01",
        "e\u0301", "\u00e9", "q\u0307\u0323", "\u03c3", "\u03c2", "\ud801\udc28", "Director", "x");

    /// <summary>Texts of everything: of any code unit, and of those with which something is the matter.</summary>
    private static readonly Gen<string> AnyText = Gen.Select(
        Gen.OneOf(Odd, Gen.Char.Select(unit => unit.ToString()), Gen.Char[' ', '~'].Select(unit => unit.ToString())).Array[0, 8],
        string.Concat);

    [Fact]
    public void Any_text_can_be_folded_and_folding_again_changes_nothing() =>
        AnyText.Sample(text => FoldedText.Of(FoldedText.Of(text)) == FoldedText.Of(text), iter: 100_000);

    [Fact]
    public void Every_code_point_can_be_folded_and_folding_again_changes_nothing() =>
        Assert.Empty(Enumerable.Range(0, 0x110000)
            .Where(point => FoldedText.Of(FoldedText.Of(TextOf(point))) != FoldedText.Of(TextOf(point)))
            .Select(point => $"U+{point:X4}"));

    [Fact]
    public void Texts_that_are_canonically_equivalent_fold_alike() =>
        AnyText.Where(Composes).Sample(
            text => FoldedText.Of(text.Normalize(NormalizationForm.FormD)) == FoldedText.Of(text)
                && FoldedText.Of(text.Normalize(NormalizationForm.FormC)) == FoldedText.Of(text),
            iter: 100_000);

    // But for the combining iota: its upper case is a letter, which keeps its place among accents, where the combining one has none.
    [Fact]
    public void Case_makes_no_difference_also_beside_what_does_not_compose() =>
        AnyText.Where(text => !text.Contains('\u0345') && !text.Contains('\u1fb3')).Sample(
            text => FoldedText.Of(text.ToUpperInvariant()) == FoldedText.Of(text),
            iter: 100_000);

    [Theory]
    [InlineData("Director\ufffe", "DIRECTOR\ufffe")]
    [InlineData("\ud800e\u0301\udc00", "\ud800\u00c9\udc00")]
    [InlineData("\ufffee\u0301\uffffe\u0301", "\ufffe\u00c9\uffff\u00c9")]
    [InlineData("a\u0000b", "A\u0000B")]
    public void What_does_not_compose_stays_and_its_neighbours_fold(string text, string folded) =>
        Assert.Equal(folded, FoldedText.Of(text));

    [Theory]
    [InlineData("Director\ufffe", "job_title STARTS WITH \"director\"", true)]
    [InlineData("Director\ufffe", "job_title IS \"director\"", false)]
    [InlineData("\ud800Direktor für \udc00", "job_title CONTAINS \"FÜR\"", true)]
    [InlineData("\ud800", "job_title ENDS WITH \"x\"", false)]
    public void Conditions_hold_for_such_texts_as_for_others(string title, string condition, bool holds) =>
        Assert.Equal(
            holds,
            Subjects.People.Compile(ConditionText.Parse(condition))
                .Matches(new PersonSubject(new() { JobTitle = title }, null), Subjects.Today));

    private static string TextOf(int point) => point is >= 0xd800 and <= 0xdfff ? ((char)point).ToString() : char.ConvertFromUtf32(point);

    private static bool Composes(string text) =>
        FoldedText.IsWellFormed(text)
        && !text.EnumerateRunes()
            .Any(rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned && (rune.Value & 0xfffe) == 0xfffe)
        && !text.Any(unit => unit is >= '\ufdd0' and <= '\ufdef');
}
