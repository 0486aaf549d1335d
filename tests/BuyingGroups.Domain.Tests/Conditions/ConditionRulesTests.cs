using BuyingGroups.Domain.Conditions;
using Xunit;

namespace BuyingGroups.Domain.Tests.Conditions;

/// <summary>What can't be saved.</summary>
public sealed class ConditionRulesTests
{
    [Theory]
    [InlineData("title IS \"x\"", "predicate.attribute", "UNKNOWN_ATTRIBUTE")]
    [InlineData("Job_Title IS \"x\"", "predicate.attribute", "UNKNOWN_ATTRIBUTE")]
    [InlineData("custom.nothing IS \"x\"", "predicate.attribute", "UNKNOWN_ATTRIBUTE")]
    [InlineData("job_title > 5", "predicate.operator", "OPERATOR_DOES_NOT_FIT")]
    [InlineData("job_title BETWEEN \"a\" AND \"b\"", "predicate.operator", "OPERATOR_DOES_NOT_FIT")]
    [InlineData("custom.seats CONTAINS \"5\"", "predicate.operator", "OPERATOR_DOES_NOT_FIT")]
    [InlineData("custom.vip IN (TRUE)", "predicate.operator", "OPERATOR_DOES_NOT_FIT")]
    [InlineData("custom.renewal < 5", "predicate.operator", "OPERATOR_DOES_NOT_FIT")]
    [InlineData("custom.seats BEFORE 2026-01-01", "predicate.operator", "OPERATOR_DOES_NOT_FIT")]
    [InlineData("job_title IS 5", "predicate.values[0]", "WRONG_TYPE")]
    [InlineData("job_title IN (\"a\", TRUE)", "predicate.values[1]", "WRONG_TYPE")]
    [InlineData("job_title STARTS WITH \"\"", "predicate.values[0]", "REQUIRED")]
    [InlineData("custom.seats > \"5\"", "predicate.values[0]", "WRONG_TYPE")]
    [InlineData("custom.seats > 1e999", "predicate.values[0]", "OUT_OF_RANGE")]
    [InlineData("custom.vip IS \"true\"", "predicate.values[0]", "WRONG_TYPE")]
    [InlineData("custom.renewal AFTER 5", "predicate.values[0]", "WRONG_TYPE")]
    [InlineData("custom.renewal IN THE LAST 0 DAYS", "predicate.values[0]", "OUT_OF_RANGE")]
    [InlineData("custom.renewal IN THE LAST 1.5 DAYS", "predicate.values[0]", "OUT_OF_RANGE")]
    [InlineData("custom.renewal IN THE LAST 36501 DAYS", "predicate.values[0]", "OUT_OF_RANGE")]
    [InlineData("custom.seats BETWEEN 5 AND 4", "predicate.values", "OUT_OF_RANGE")]
    [InlineData("custom.renewal BETWEEN 2026-01-02 AND 2026-01-01", "predicate.values", "OUT_OF_RANGE")]
    public void A_fault_names_its_place(string condition, string path, string reason) =>
        Assert.Equal([(path, reason)], FaultsOf(ConditionText.Parse(condition)));

    [Fact]
    public void All_faults_come_at_once_each_with_its_path() =>
        Assert.Equal(
            [
                ("all.conditions[0].not.predicate.attribute", "UNKNOWN_ATTRIBUTE"),
                ("all.conditions[1].any.conditions[0].predicate.operator", "OPERATOR_DOES_NOT_FIT"),
                ("all.conditions[1].any.conditions[1].predicate.values[1]", "WRONG_TYPE"),
            ],
            FaultsOf(ConditionText.Parse("NOT title IS \"x\" AND (job_title < 5 OR job_title IN (\"a\", 5) OR job_title IS EMPTY)")));

    [Fact]
    public void An_AND_and_an_OR_have_two_operands_at_least()
    {
        var one = new Predicate("job_title", ConditionOperator.IsEmpty, []);

        Assert.Equal(
            [("all.conditions", "TOO_FEW"), ("all.conditions[0].any.conditions", "TOO_FEW")],
            FaultsOf(new AllOf([new AnyOf([])])));
        Assert.Equal([("any.conditions", "TOO_FEW")], FaultsOf(new AnyOf([one])));
        Assert.Empty(FaultsOf(new AnyOf([one, one])));
    }

    [Fact]
    public void The_number_of_values_depends_on_the_operator()
    {
        ConditionValue[] Values(int count) => [.. Enumerable.Repeat(ConditionValue.Of("x"), count)];

        Assert.Equal([("predicate.values", "TOO_MANY")], FaultsOf(new Predicate("job_title", ConditionOperator.IsEmpty, Values(1))));
        Assert.Equal([("predicate.values", "TOO_FEW")], FaultsOf(new Predicate("job_title", ConditionOperator.Is, [])));
        Assert.Equal([("predicate.values", "TOO_MANY")], FaultsOf(new Predicate("job_title", ConditionOperator.Is, Values(2))));
        Assert.Equal([("predicate.values", "TOO_MANY")], FaultsOf(new Predicate("job_title", ConditionOperator.In, Values(101))));
        Assert.Empty(FaultsOf(new Predicate("job_title", ConditionOperator.In, Values(100))));
    }

    [Theory]
    [InlineData(ConditionOperator.IsEmpty, 1, "has 1 values, not exactly 0")]
    [InlineData(ConditionOperator.Is, 0, "has 0 values, not exactly 1")]
    [InlineData(ConditionOperator.In, 0, "has 0 values, not 1 to 100")]
    [InlineData(ConditionOperator.StartsWith, 101, "has 101 values, not 1 to 100")]
    public void A_wrong_number_of_values_says_which_is_right(ConditionOperator comparison, int count, string description)
    {
        var predicate = new Predicate("job_title", comparison, [.. Enumerable.Repeat(ConditionValue.Of("x"), count)]);

        Assert.Equal([description], ConditionRules.FaultsOf(predicate, Subjects.People).Select(fault => fault.Description));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(Predicate.MaxTextLength, null)]
    [InlineData(Predicate.MaxTextLength + 1, "TOO_LONG")]
    public void A_text_has_at_most_as_many_characters_as_one_of_an_attribute(int length, string? reason) =>
        Assert.Equal(
            reason is null ? [] : [("predicate.values[0]", reason)],
            FaultsOf(new Predicate("job_title", ConditionOperator.Is, [ConditionValue.Of(new string('x', length))])));

    // Not data of a theory: an attribute of .NET can't hold half a surrogate pair.
    [Fact]
    public void A_text_that_no_attribute_can_hold_is_refused() =>
        Assert.All(["a\0b", "\ud800"], text => Assert.Equal(
            [("predicate.values[0]", "MALFORMED")],
            FaultsOf(new Predicate("job_title", ConditionOperator.Is, [ConditionValue.Of(text)]))));

    [Fact]
    public void Eight_levels_and_a_hundred_predicates_are_the_most()
    {
        Condition Deep(int levels) =>
            levels == 1 ? new Predicate("job_title", ConditionOperator.IsEmpty, []) : new Negation(Deep(levels - 1));
        Condition Wide(int predicates) => new AnyOf([.. Enumerable.Repeat(Deep(1), predicates)]);

        Assert.Empty(FaultsOf(Deep(8)));
        Assert.Equal([("not.not.not.not.not.not.not.not", "TOO_DEEP")], FaultsOf(Deep(9)));
        Assert.Empty(FaultsOf(Wide(100)));
        Assert.Equal([("", "TOO_MANY")], FaultsOf(Wide(101)));
    }

    [Fact]
    public void AND_and_OR_are_levels_like_NOT()
    {
        var leaf = new Predicate("job_title", ConditionOperator.IsEmpty, []);
        Condition Deep(int levels) =>
            levels == 1 ? leaf : levels % 2 == 0 ? new AllOf([leaf, Deep(levels - 1)]) : new AnyOf([leaf, Deep(levels - 1)]);

        const string TwoLevels = "any.conditions[1].all.conditions";
        var eighth = $"{TwoLevels}[1].{TwoLevels}[1].{TwoLevels}[1].{TwoLevels}";

        Assert.Empty(FaultsOf(Deep(8)));
        Assert.Equal([($"{eighth}[0]", "TOO_DEEP"), ($"{eighth}[1]", "TOO_DEEP")], FaultsOf(Deep(9)));
    }

    [Theory]
    [InlineData("job_title", "IS, IS NOT, IN, STARTS WITH, ENDS WITH, CONTAINS, DOES NOT CONTAIN, IS EMPTY, IS NOT EMPTY")]
    [InlineData("custom.seats", "IS, IS NOT, IN, <, <=, >, >=, BETWEEN, IS EMPTY, IS NOT EMPTY")]
    [InlineData("custom.vip", "IS, IS NOT, IS EMPTY, IS NOT EMPTY")]
    [InlineData("custom.renewal", "IS, IS NOT, BEFORE, AFTER, BETWEEN, IN THE LAST, IS EMPTY, IS NOT EMPTY")]
    public void Each_type_has_its_operators_and_no_others(string attribute, string operators)
    {
        var fitting = Written
            .Where(text => !FaultsOf(ConditionText.Parse($"{attribute} {text.Value}")).Any(fault => fault.Item2 == "OPERATOR_DOES_NOT_FIT"))
            .Select(text => text.Key);

        Assert.Equal(operators.Split(", ").Order(), fitting.Order());
    }

    // Each operator with values of some type: which doesn't matter for whether it fits.
    private static Dictionary<string, string> Written => new()
    {
        ["IS"] = "IS 1",
        ["IS NOT"] = "IS NOT 1",
        ["IN"] = "IN (1)",
        ["STARTS WITH"] = "STARTS WITH 1",
        ["ENDS WITH"] = "ENDS WITH 1",
        ["CONTAINS"] = "CONTAINS 1",
        ["DOES NOT CONTAIN"] = "DOES NOT CONTAIN 1",
        ["IS EMPTY"] = "IS EMPTY",
        ["IS NOT EMPTY"] = "IS NOT EMPTY",
        ["<"] = "< 1",
        ["<="] = "<= 1",
        [">"] = "> 1",
        [">="] = ">= 1",
        ["BETWEEN"] = "BETWEEN 1 AND 2",
        ["BEFORE"] = "BEFORE 1",
        ["AFTER"] = "AFTER 1",
        ["IN THE LAST"] = "IN THE LAST 1 DAY",
    };

    [Theory]
    [InlineData("custom.renewal IN THE LAST 1 DAY")]
    [InlineData("custom.renewal IN THE LAST 36500 DAYS")]
    [InlineData("custom.seats BETWEEN 5 AND 5")]
    [InlineData("custom.seats IN (-1, 0.5)")]
    public void Bounds_themselves_are_allowed(string condition) => Assert.Empty(FaultsOf(ConditionText.Parse(condition)));

    [Fact]
    public void Long_and_malformed_texts_are_refused()
    {
        Assert.Equal(
            [("predicate.values[0]", "TOO_LONG"), ("predicate.values[1]", "MALFORMED")],
            FaultsOf(
                new Predicate("job_title", ConditionOperator.In, [ConditionValue.Of(new string('x', 256)), ConditionValue.Of("\udc00")])));
        Assert.Throws<ArgumentException>(() => Subjects.People.Compile(new AllOf([])));
    }

    [Fact]
    public void What_can_be_saved_can_be_read_back_from_its_text()
    {
        Condition Of(int values) => new AnyOf(
            [
                .. Enumerable.Repeat(
                    new Predicate(
                        "job_title", ConditionOperator.In, [.. Enumerable.Repeat(ConditionValue.Of(new string('x', 240)), values)]),
                    2),
            ]);

        Assert.Empty(FaultsOf(Of(100)));
        Assert.Equal(Of(100), ConditionText.Parse(ConditionText.Print(Of(100))));
        Assert.Equal(
            [("", "TOO_LONG")],
            FaultsOf(new AnyOf(
            [
                Of(100),
                new Predicate("job_title", ConditionOperator.In, [.. Enumerable.Repeat(ConditionValue.Of(new string('x', 240)), 100)]),
            ])));
    }

    private static IEnumerable<(string, string)> FaultsOf(Condition condition) =>
        ConditionRules.FaultsOf(condition, Subjects.People).Select(fault => (fault.Path, fault.Reason));
}
