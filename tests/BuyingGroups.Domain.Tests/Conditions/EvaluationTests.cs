using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Directory;
using Xunit;

namespace BuyingGroups.Domain.Tests.Conditions;

/// <summary>What each operator means.</summary>
public sealed class EvaluationTests
{
    [Theory]
    [InlineData("job_title STARTS WITH (\"Director\", \"Sr Director\")", "sr director, IT", true)]
    [InlineData("job_title STARTS WITH (\"Director\", \"Sr Director\")", "DIRECTOR", true)]
    [InlineData("job_title STARTS WITH (\"Director\", \"Sr Director\")", "Deputy Director", false)]
    [InlineData("job_title IS \"cto\"", "CTO", true)]
    [InlineData("job_title IS \"cto\"", "CTO ", false)]
    [InlineData("job_title IS NOT \"cto\"", "CEO", true)]
    [InlineData("job_title IN (\"cto\", \"ceo\")", "Ceo", true)]
    [InlineData("job_title IN (\"cto\", \"ceo\")", "Ceos", false)]
    [InlineData("job_title ENDS WITH \"officer\"", "Chief Officer", true)]
    [InlineData("job_title ENDS WITH \"officer\"", "Officer's aide", false)]
    [InlineData("job_title CONTAINS (\"data\", \"cloud\")", "Head of Cloud", true)]
    [InlineData("job_title CONTAINS (\"data\", \"cloud\")", "Head of Sales", false)]
    [InlineData("job_title DOES NOT CONTAIN (\"data\", \"cloud\")", "Head of Sales", true)]
    [InlineData("job_title DOES NOT CONTAIN (\"data\", \"cloud\")", "Head of Data", false)]
    [InlineData("job_title IS EMPTY", "", true)]
    [InlineData("job_title IS EMPTY", " ", false)]
    [InlineData("job_title IS NOT EMPTY", "x", true)]
    [InlineData("job_title IS NOT EMPTY", "", false)]
    public void Of_texts(string condition, string jobTitle, bool holds) =>
        Assert.Equal(holds, Subjects.Holds(condition, new PersonAttributes { JobTitle = jobTitle }));

    [Theory]
    [InlineData("IS 5", 5, true)]
    [InlineData("IS 5", 5.1, false)]
    [InlineData("IS NOT 5", 5.1, true)]
    [InlineData("IN (1, 5)", 5, true)]
    [InlineData("IN (1, 5)", 2, false)]
    [InlineData("< 5", 4.9, true)]
    [InlineData("< 5", 5, false)]
    [InlineData("<= 5", 5, true)]
    [InlineData("≤ 5", 5.1, false)]
    [InlineData("> 5", 5, false)]
    [InlineData("> -5", -4.9, true)]
    [InlineData(">= 5", 5, true)]
    [InlineData("≥ 5", 4.9, false)]
    [InlineData("BETWEEN 1 AND 5", 1, true)]
    [InlineData("BETWEEN 1 AND 5", 5, true)]
    [InlineData("BETWEEN 1 AND 5", 5.1, false)]
    [InlineData("IS EMPTY", 0, false)]
    [InlineData("IS NOT EMPTY", 0, true)]
    public void Of_numbers(string comparison, double seats, bool holds) =>
        Assert.Equal(holds, Subjects.Holds($"custom.seats {comparison}", Subjects.With("seats", new() { Number = seats })));

    [Theory]
    [InlineData("IS 2026-03-04", "2026-03-04", true)]
    [InlineData("IS NOT 2026-03-04", "2026-03-03", true)]
    [InlineData("BEFORE 2026-03-04", "2026-03-03", true)]
    [InlineData("BEFORE 2026-03-04", "2026-03-04", false)]
    [InlineData("AFTER 2026-03-04", "2026-03-05", true)]
    [InlineData("AFTER 2026-03-04", "2026-03-04", false)]
    [InlineData("BETWEEN 2026-03-01 AND 2026-03-04", "2026-03-01", true)]
    [InlineData("BETWEEN 2026-03-01 AND 2026-03-04", "2026-02-28", false)]
    [InlineData("IN THE LAST 30 DAYS", "2026-03-04", true)]
    [InlineData("IN THE LAST 30 DAYS", "2026-02-03", true)]
    [InlineData("IN THE LAST 30 DAYS", "2026-02-02", false)]
    [InlineData("IN THE LAST 30 DAYS", "2026-03-05", false)]
    [InlineData("IN THE LAST 1 DAY", "2026-03-04", true)]
    [InlineData("IN THE LAST 1 DAY", "2026-03-03", false)]
    public void Of_days(string comparison, string renewal, bool holds) =>
        Assert.Equal(
            holds,
            Subjects.Holds(
                $"custom.renewal {comparison}",
                Subjects.With("renewal", new() { Date = DateOnly.Parse(renewal, System.Globalization.CultureInfo.InvariantCulture) })));

    [Theory]
    [InlineData("email_invalid IS TRUE", true, true)]
    [InlineData("email_invalid IS FALSE", true, false)]
    [InlineData("email_invalid IS NOT TRUE", false, true)]
    [InlineData("email_invalid IS EMPTY", false, false)]
    public void Of_truth_values(string condition, bool invalid, bool holds) =>
        Assert.Equal(holds, Subjects.Holds(condition, new PersonAttributes { EmailInvalid = invalid }));

    [Theory]
    [InlineData("custom.tier IS EMPTY", true)]
    [InlineData("custom.tier IS NOT EMPTY", false)]
    [InlineData("custom.tier IS \"gold\"", false)]
    [InlineData("custom.tier IS NOT \"gold\"", true)]
    [InlineData("custom.tier CONTAINS \"gold\"", false)]
    [InlineData("custom.tier DOES NOT CONTAIN \"gold\"", true)]
    [InlineData("custom.seats < 5", false)]
    [InlineData("custom.seats BETWEEN 0 AND 5", false)]
    [InlineData("custom.seats IS NOT 5", true)]
    [InlineData("custom.vip IS FALSE", false)]
    [InlineData("custom.vip IS NOT TRUE", true)]
    [InlineData("custom.renewal BEFORE 2026-03-04", false)]
    [InlineData("custom.renewal IN THE LAST 10 DAYS", false)]
    [InlineData("person_engagement_score >= 0", false)]
    public void Of_missing_attributes_only_IS_EMPTY_and_the_negative_operators_hold(string condition, bool holds) =>
        Assert.Equal(holds, Subjects.Holds(condition, new PersonAttributes()));

    [Theory]
    // Upper case of the invariant culture, letter by letter: ß has no single upper-case letter, İ and ı are letters of their own.
    [InlineData("STRASSE", "straße", false)]
    [InlineData("STRAßE", "straße", true)]
    [InlineData("STRAẞE", "straße", false)]
    [InlineData("istanbul", "İstanbul", false)]
    [InlineData("İSTANBUL", "İstanbul", true)]
    [InlineData("istanbul", "ISTANBUL", true)]
    [InlineData("ılık", "ILIK", false)]
    [InlineData("CAFÉ", "cafe\u0301", true)]
    [InlineData("cafe\u0301", "CAFÉ", true)]
    [InlineData("cafe", "café", false)]
    // No upper case as one character, but one as a letter and its marks.
    [InlineData("\u01F0", "J\u030C", true)]
    [InlineData("\u0390", "\u0399\u0308\u0301", true)]
    // What other systems make of İ in lower case: an i that keeps its dot.
    [InlineData("i\u0307stanbul", "İSTANBUL", true)]
    [InlineData("k\u0307\u0323", "K\u0323\u0307", true)]
    [InlineData("σίσυφος", "ΣΊΣΥΦΟΣ", true)]
    public void Letters_compare_without_case_and_however_they_are_composed(string value, string city, bool equal) =>
        Assert.Equal(equal, Subjects.Holds($"city IS \"{value}\"", new PersonAttributes { City = city }));

    [Fact]
    public void A_combining_mark_is_part_of_its_letter_where_there_is_a_composed_one() =>
        Assert.False(
            Subjects.Holds(
                "city STARTS WITH \"cafe\" OR city ENDS WITH \"e\" OR city CONTAINS \"e\"", new PersonAttributes { City = "cafe\u0301" }));

    [Fact]
    public void Case_is_disregarded_where_one_side_is_ASCII_and_the_other_is_not() =>
        Assert.True(Subjects.Holds(
            "city STARTS WITH \"ZÜ\" AND city ENDS WITH \"RICH\" AND city CONTAINS \"ric\" AND job_title IN (\"é\", \"cto\")",
            new PersonAttributes { City = "zürich", JobTitle = "Cto" }));

    [Fact]
    public void Text_that_isnt_well_formed_compares_as_it_is() =>
        Assert.True(Subjects.Holds("city STARTS WITH \"X\"", new PersonAttributes { City = "x\ud800" }));

    [Theory]
    [InlineData("products_owned IS \"suite\" AND annual_revenue > 1000000", true)]
    [InlineData("products_owned IS \"other\"", false)]
    [InlineData("products_owned IS NOT \"suite\"", false)]
    [InlineData("products_owned IS NOT \"other\"", true)]
    [InlineData("products_owned STARTS WITH \"sui\"", true)]
    [InlineData("products_owned IS EMPTY", false)]
    [InlineData("industry IS EMPTY AND display_name CONTAINS \"acme\"", true)]
    [InlineData("employee_count BETWEEN 10 AND 20", false)]
    public void Accounts_have_lists_of_products(string condition, bool holds)
    {
        var account = new Account(
            new("a"), "ACME Inc.", null, new AccountAttributes { ProductsOwned = ["Base", "Suite"], AnnualRevenue = 1_000_001 });

        Assert.Equal(holds, Subjects.Accounts.Compile(ConditionText.Parse(condition)).Matches(account, Subjects.Today));
    }

    [Theory]
    [InlineData("products_owned IS EMPTY", true)]
    [InlineData("products_owned IS NOT EMPTY", false)]
    [InlineData("products_owned IS \"suite\"", false)]
    [InlineData("products_owned IS NOT \"suite\"", true)]
    [InlineData("products_owned DOES NOT CONTAIN \"suite\"", true)]
    public void An_account_without_products_has_an_empty_list(string condition, bool holds) =>
        Assert.Equal(
            holds,
            Subjects.Accounts.Compile(ConditionText.Parse(condition)).Matches(new Account(new("a"), "ACME", null, new()), Subjects.Today));

    [Fact]
    public void The_engagement_score_is_an_attribute_that_is_read_apart()
    {
        var condition = Subjects.People.Compile(ConditionText.Parse("person_engagement_score > 35"));

        Assert.Contains(PersonSchema.EngagementScore, condition.Attributes);
        Assert.True(condition.Matches(new PersonSubject(new PersonAttributes(), 35.25), Subjects.Today));
        Assert.False(condition.Matches(new PersonSubject(new PersonAttributes(), 35), Subjects.Today));
    }

    [Fact]
    public void A_value_of_another_type_than_declared_is_missing() =>
        Assert.True(Subjects.Holds("custom.seats IS EMPTY", Subjects.With("seats", new() { Text = "5" })));

    [Theory]
    [InlineData("job_title STARTS WITH (\"Director\", \"Sr Director\") AND NOT country IS \"US\"")]
    [InlineData("job_title ENDS WITH \"x\" OR job_title CONTAINS (\"y\", \"things\") OR city IN (\"a\", \"b\")")]
    [InlineData(
        "custom.seats BETWEEN 1 AND 5 OR custom.seats IN (7, 8) OR custom.renewal IN THE LAST 30 DAYS OR person_engagement_score > 3")]
    public void Evaluating_ASCII_numbers_and_days_allocates_nothing(string condition)
    {
        var compiled = Subjects.People.Compile(ConditionText.Parse(condition));
        var person = new PersonSubject(
            Subjects.With("seats", new() { Number = 6 }) with { JobTitle = "sr director of things", Country = "DE", City = "C" }, 1);
        compiled.Matches(person, Subjects.Today);

        var before = GC.GetAllocatedBytesForCurrentThread();
        compiled.Matches(person, Subjects.Today);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
