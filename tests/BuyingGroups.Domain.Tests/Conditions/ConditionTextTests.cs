using BuyingGroups.Domain.Conditions;
using CsCheck;
using Xunit;

namespace BuyingGroups.Domain.Tests.Conditions;

/// <summary>The text form, read and printed.</summary>
public sealed class ConditionTextTests
{
    [Theory]
    [InlineData("job_title STARTS WITH (\"Director\", \"Sr Director\") AND NOT country IS \"US\"")]
    [InlineData("(city IS \"a\" OR city IS \"b\") AND custom.\"odd \\\"name\\\"\" IS EMPTY")]
    [InlineData("city IS \"a\" OR city IS \"b\" AND state IS NOT \"c\"")]
    [InlineData("NOT (city IS \"a\" AND (city IS \"b\" AND city IS \"c\"))")]
    [InlineData("custom.seats BETWEEN -1.5 AND 1E+20 AND custom.renewal IN THE LAST 30 DAYS")]
    [InlineData("custom.vip IS TRUE OR email_invalid IS NOT FALSE OR custom.renewal BETWEEN 2026-01-01 AND 2026-12-31")]
    [InlineData("city DOES NOT CONTAIN (\"back\\\\slash\", \"\\\"quoted\\\"\") OR NOT NOT city ENDS WITH \"x\"")]
    public void What_is_written_as_it_is_printed_is_printed_as_it_was_written(string text) =>
        Assert.Equal(text, ConditionText.Print(ConditionText.Parse(text)));

    [Theory]
    [InlineData("city is \"a\" and not state is empty", "city IS \"a\" AND NOT state IS EMPTY")]
    [InlineData(" ( ( city\n IS \"a\" ) ) ", "city IS \"a\"")]
    [InlineData("city STARTS WITH (\"a\")", "city STARTS WITH \"a\"")]
    [InlineData("custom.seats ≥ 5 OR custom.seats ≤ 4.50", "custom.seats >= 5 OR custom.seats <= 4.5")]
    [InlineData("custom.\"plain\" IS \"a\"", "custom.plain IS \"a\"")]
    [InlineData("NOT city IS \"a\" AND city IS \"b\"", "NOT city IS \"a\" AND city IS \"b\"")]
    public void Case_space_and_parentheses_that_arent_needed_dont_matter(string text, string printed) =>
        Assert.Equal(printed, ConditionText.Print(ConditionText.Parse(text)));

    [Fact]
    public void NOT_binds_closer_than_AND_and_AND_closer_than_OR()
    {
        static Predicate Empty(string name) => new(name, ConditionOperator.IsEmpty, []);

        Assert.Equal(
            new AnyOf([Empty("a"), new AllOf([new Negation(Empty("b")), Empty("c")])]),
            ConditionText.Parse("a IS EMPTY OR NOT b IS EMPTY AND c IS EMPTY"));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("city", 5)]
    [InlineData("city IS", 8)]
    [InlineData("city ISNT \"a\"", 6)]
    [InlineData("city IS \"a\" AND", 16)]
    [InlineData("city IS \"a\" city IS \"b\"", 13)]
    [InlineData("(city IS \"a\"", 13)]
    [InlineData("city IS \"a\")", 12)]
    [InlineData("city IS \"a", 9)]
    [InlineData("city IS \"a\\n\"", 12)]
    [InlineData("custom.\"a\\n\" IS EMPTY", 11)]
    [InlineData("city\nIS\n\"a\n\\n\"", 13)]
    [InlineData("city STARTS \"a\"", 13)]
    [InlineData("city IN \"a\"", 9)]
    [InlineData("city IN (\"a\",)", 14)]
    [InlineData("custom.renewal AFTER 2026-02-30", 22)]
    [InlineData("custom.seats > 5x", 16)]
    [InlineData("city IS \"a\" & state IS \"b\"", 13)]
    public void An_error_points_at_the_column(string text, int column)
    {
        var error = Assert.Throws<ConditionTextException>(() => ConditionText.Parse(text));

        Assert.Equal((column, $"At column {column}: {error.Expectation}."), (error.Column, error.Message));
    }

    [Theory]
    [InlineData('(')]
    [InlineData('N')]
    public void Deep_nesting_is_refused_and_doesnt_overflow_the_stack(char nesting)
    {
        var text = nesting == '(' ? new string('(', 40_000) : string.Concat(Enumerable.Repeat("NOT ", 10_000));

        Assert.Contains("nested", Assert.Throws<ConditionTextException>(() => ConditionText.Parse(text)).Message, StringComparison.Ordinal);
        Assert.Throws<ConditionTextException>(() => ConditionText.Parse(new string('(', 100_000)));
    }

    [Fact]
    public void Nesting_counts_NOTs_on_every_level_and_only_what_is_open()
    {
        const string Level = "NOT NOT NOT NOT (city IS EMPTY OR ";
        string Nested(int levels) => $"{string.Concat(Enumerable.Repeat(Level, levels))}city IS EMPTY{new string(')', levels)}";
        var sideBySide = string.Join(" AND ", Enumerable.Repeat("NOT (NOT city IN (\"a\"))", 100));

        Assert.NotNull(ConditionText.Parse(Nested(10)));
        // Ten levels of five are the most: the next NOT is too many.
        Assert.Equal((10 * Level.Length) + 1, Assert.Throws<ConditionTextException>(() => ConditionText.Parse(Nested(11))).Column);
        Assert.NotNull(ConditionText.Parse(sideBySide));
    }

    [Fact]
    public void What_is_printed_reads_back_as_the_same_tree() =>
        Trees.Any.Sample(tree => ConditionText.Parse(ConditionText.Print(tree)).Equals(tree), print: ConditionText.Print);

    [Fact]
    public void A_text_has_at_most_its_number_of_characters()
    {
        const string Condition = "job_title IS EMPTY";
        var longest = Condition.PadRight(ConditionText.MaxLength);

        Assert.Equal(Condition, ConditionText.Print(ConditionText.Parse(longest)));
        var refused = Assert.Throws<ConditionTextException>(() => ConditionText.Parse(longest + " "));
        Assert.Equal(ConditionText.MaxLength + 1, refused.Column);
    }
}
