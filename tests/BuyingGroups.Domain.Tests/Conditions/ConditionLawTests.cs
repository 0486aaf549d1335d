using System.Text;
using BuyingGroups.Domain.Conditions;
using CsCheck;
using Xunit;

namespace BuyingGroups.Domain.Tests.Conditions;

/// <summary>Compiled conditions against an evaluator that does it the slow way, and the laws of logic.</summary>
public sealed class ConditionLawTests
{
    [Fact]
    public void A_compiled_condition_holds_when_the_naive_one_does() =>
        Gen.Select(Trees.Any, Trees.Person).Sample((tree, person) => Holds(tree, person) == Naive(tree, person), iter: 20_000);

    [Fact]
    public void A_compiled_condition_on_a_list_holds_when_the_naive_one_does() =>
        Gen.Select(Trees.AnyOfAccounts, Trees.Account).Sample(
            (tree, account) => Subjects.Accounts.Compile(tree).Matches(account, Subjects.Today)
                == Naive(tree, predicate => NaiveOfList(predicate, predicate.Attribute == "industry"
                    ? account.Attributes.Industry is { } industry ? [industry] : []
                    : account.Attributes.ProductsOwned)),
            iter: 20_000);

    [Fact]
    public void De_Morgan() =>
        Gen.Select(Trees.Any, Trees.Any, Trees.Person).Sample((a, b, person) =>
            Holds(new Negation(new AllOf([a, b])), person) == Holds(new AnyOf([new Negation(a), new Negation(b)]), person)
            && Holds(new Negation(new AnyOf([a, b])), person) == Holds(new AllOf([new Negation(a), new Negation(b)]), person));

    [Fact]
    public void Double_negation() =>
        Gen.Select(Trees.Any, Trees.Person).Sample((tree, person) =>
            Holds(new Negation(new Negation(tree)), person) == Holds(tree, person)
                && Holds(new Negation(tree), person) != Holds(tree, person));

    [Fact]
    public void Trees_are_equal_exactly_if_they_are_printed_alike() =>
        Gen.Select(Trees.Any, Trees.Any).Sample((a, b) => a.Equals(b) == (ConditionText.Print(a) == ConditionText.Print(b)));

    [Fact]
    public void Equal_trees_have_equal_hash_codes() =>
        Trees.Any.Sample(tree => ConditionText.Parse(ConditionText.Print(tree)).GetHashCode() == tree.GetHashCode());

    private static bool Holds(Condition condition, PersonSubject person) =>
        // Laws wrap trees: what is tested here has no more than seven levels.
        Subjects.People.Compile(condition).Matches(person, Subjects.Today);

    private static bool Naive(Condition condition, PersonSubject person) =>
        Naive(condition, predicate => Naive(predicate, ValueOf(predicate.Attribute, person)));

    private static bool Naive(Condition condition, Func<Predicate, bool> holds) => condition switch
    {
        AllOf all => all.Operands.All(operand => Naive(operand, holds)),
        AnyOf any => any.Operands.Any(operand => Naive(operand, holds)),
        Negation not => !Naive(not.Operand, holds),
        Predicate predicate => holds(predicate),
        _ => throw new InvalidOperationException(),
    };

    private static bool NaiveOfList(Predicate predicate, IReadOnlyList<string> actual) => predicate.Operator switch
    {
        ConditionOperator.IsEmpty => actual is [] || (predicate.Attribute == "industry" && actual is [""]),
        ConditionOperator.IsNotEmpty => !NaiveOfList(predicate with { Operator = ConditionOperator.IsEmpty }, actual),
        ConditionOperator.IsNot => !NaiveOfList(predicate with { Operator = ConditionOperator.Is }, actual),
        ConditionOperator.DoesNotContain => !NaiveOfList(predicate with { Operator = ConditionOperator.Contains }, actual),
        _ => actual.Any(element => Naive(predicate, element)),
    };

    private static bool Naive(Predicate predicate, object? actual)
    {
        var wanted = predicate.Values.Select(value => value.Text ?? value.Number ?? value.Date ?? (object)value.Boolean!.Value).ToArray();
        bool AnyText(Func<string, string, bool> compare) =>
            actual is string text && wanted.Any(value => compare(Fold(text), Fold((string)value)));
        int? Order(int index) => actual is null ? null : ((IComparable)actual).CompareTo(wanted[index]);
        return predicate.Operator switch
        {
            ConditionOperator.Is => actual is string ? AnyText((text, value) => text == value) : Equals(actual, wanted[0]),
            ConditionOperator.IsNot => actual is string ? !AnyText((text, value) => text == value) : !Equals(actual, wanted[0]),
            ConditionOperator.In => actual is string ? AnyText((text, value) => text == value) : wanted.Contains(actual),
            ConditionOperator.StartsWith => AnyText((text, value) => text.StartsWith(value, StringComparison.Ordinal)),
            ConditionOperator.EndsWith => AnyText((text, value) => text.EndsWith(value, StringComparison.Ordinal)),
            ConditionOperator.Contains => AnyText((text, value) => text.Contains(value, StringComparison.Ordinal)),
            ConditionOperator.DoesNotContain => !AnyText((text, value) => text.Contains(value, StringComparison.Ordinal)),
            ConditionOperator.IsEmpty => actual is null or "",
            ConditionOperator.IsNotEmpty => actual is not (null or ""),
            ConditionOperator.Less or ConditionOperator.Before => Order(0) < 0,
            ConditionOperator.LessOrEqual => Order(0) <= 0,
            ConditionOperator.Greater or ConditionOperator.After => Order(0) > 0,
            ConditionOperator.GreaterOrEqual => Order(0) >= 0,
            ConditionOperator.Between => Order(0) >= 0 && Order(1) <= 0,
            ConditionOperator.InTheLastDays => actual is DateOnly day
                && Enumerable.Range(0, (int)(double)wanted[0]).Any(ago => Subjects.Today.AddDays(-ago) == day),
            _ => throw new InvalidOperationException(),
        };
    }

    private static object? ValueOf(string name, PersonSubject person)
    {
        var custom = person.Attributes.Custom.GetValueOrDefault(name.Replace("custom.", "", StringComparison.Ordinal));
        return name switch
        {
            "job_title" => person.Attributes.JobTitle,
            "city" => person.Attributes.City,
            "email_invalid" => person.Attributes.EmailInvalid,
            "person_engagement_score" => person.EngagementScore,
            _ => custom?.Text ?? custom?.Number ?? custom?.Date ?? (object?)custom?.Boolean,
        };
    }

    // What can't be normalized is put aside as letters of private use meanwhile.
    private static string Fold(string text)
    {
        var (odd, aside) = ("\ufffe\uffff", "\ue000\ue001");
        text = string.Concat(text.Index().Select(unit =>
            odd.IndexOf(unit.Item) is var at and >= 0 ? aside[at]
            : unit.Item == '\ud83d' && (unit.Index + 1 == text.Length || !char.IsLowSurrogate(text[unit.Index + 1])) ? '\ue002'
            : unit.Item));
        return text.Normalize(NormalizationForm.FormC).ToUpperInvariant().Replace('\ue000', '\ufffe').Replace('\ue001', '\uffff')
            .Replace('\ue002', '\ud83d');
    }
}
