using System.Diagnostics;
using System.Globalization;
using System.Text;
using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Benchmarks;

/// <summary>
/// <c>conditions</c>: what it costs to evaluate conditions, beside an evaluation that takes predicate by predicate and value by value, as
/// the service had it at first. Both in turns within one run, over the same people; they have to agree on each.
/// </summary>
internal static class ConditionCost
{
    private const int People = 2_000;
    private const int Rounds = 5;
    private static readonly TimeSpan TimePerRound = TimeSpan.FromMilliseconds(400);
    private static readonly DateOnly Today = new(2026, 11, 25);
    private static readonly string[] Words =
        ["Director", "Sr", "Architect", "Engineer", "Sales", "Überlingen", "Operations", "Chief", "of", "Data", "Zürich", "Finance"];

    public static int Run()
    {
        var people = Enumerable.Range(0, People).Select(PersonOf).ToArray();
        Console.WriteLine(
            "condition                                  round      read   compile   before /person   now /person   before ÷ now");
        foreach (var (name, condition) in Conditions())
        {
            for (var round = 1; round <= Rounds; round++)
            {
                var text = ConditionText.Print(condition);
                var reading = Stopwatch.StartNew();
                ConditionText.Parse(text);
                reading.Stop();
                var compiling = Stopwatch.StartNew();
                var compiled = PersonSchema.With(new Dictionary<string, AttributeType>()).Compile(condition);
                compiling.Stop();
                var naive = Naive(condition);
                // The slow one over fewer people, so that a run stays short.
                var few = people.Take(People / 10).ToArray();
                var (before, selected) = Measure(few, naive);
                var (now, alsoSelected) = Measure(people, person => compiled.Matches(person, Today));
                if (!selected.SequenceEqual(alsoSelected.Take(few.Length)))
                {
                    throw new InvalidOperationException($"The two evaluations of '{name}' differ.");
                }

                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name,-42} {round,5} {reading.Elapsed.TotalMilliseconds,6:0.0} ms {compiling.Elapsed.TotalMilliseconds,6:0.0} ms")
                    + string.Create(CultureInfo.InvariantCulture, $" {before,12:0.00} µs {now,10:0.00} µs {before / now,14:0.0}"));
            }
        }

        return 0;
    }

    private static IEnumerable<(string Name, Condition Condition)> Conditions()
    {
        yield return ("job_title STARTS WITH 2 values", ConditionText.Parse("job_title STARTS WITH (\"Director\", \"Sr Director\")"));
        yield return (
            "3 predicates, one value each",
            ConditionText.Parse("job_title CONTAINS \"Director\" AND NOT city IS \"Bonn\" AND country IS \"DE\""));
        yield return ("job_title IN 100 values", Predicate(ConditionOperator.In, 0));
        yield return ("40 × job_title CONTAINS 100 values", Hostile(ConditionOperator.Contains));
        yield return ("40 × job_title STARTS WITH 100 values", Hostile(ConditionOperator.StartsWith));
        yield return ("40 × job_title ENDS WITH 100 values", Hostile(ConditionOperator.EndsWith));
    }

    /// <summary>None of its values is found, so that all of them have to be looked for.</summary>
    private static AnyOf Hostile(ConditionOperator comparison) =>
        new([.. Enumerable.Range(0, 40).Select(number => Predicate(comparison, number))]);

    private static Predicate Predicate(ConditionOperator comparison, int number) =>
        new("job_title", comparison, [.. Enumerable.Range(0, 100).Select(value => ConditionValue.Of($"Di{number:00}{value:00}"))]);

    private static PersonSubject PersonOf(int number) => new(
        new PersonAttributes
        {
            JobTitle = string.Join(' ', Enumerable.Range(0, 4).Select(word => Words[(number * 7 + word * number) % Words.Length])),
            City = number % 3 == 0 ? "Bonn" : "Köln",
            Country = "DE",
        },
        null);

    /// <summary>The fastest of some goes: what else the machine does only makes them slower.</summary>
    private static (double MicrosecondsPerPerson, bool[] Selected) Measure(PersonSubject[] people, Func<PersonSubject, bool> matches)
    {
        bool[] selected = [.. people.Select(matches)];
        var fastest = double.MaxValue;
        var all = Stopwatch.StartNew();
        while (all.Elapsed < TimePerRound)
        {
            var watch = Stopwatch.StartNew();
            foreach (var person in people)
            {
                matches(person);
            }

            fastest = Math.Min(fastest, watch.Elapsed.TotalMicroseconds / people.Length);
        }

        return (fastest, selected);
    }

    private static Func<PersonSubject, bool> Naive(Condition condition)
    {
        switch (condition)
        {
            case AllOf all:
                var every = all.Operands.Select(Naive).ToArray();
                return person => Array.TrueForAll(every, operand => operand(person));
            case AnyOf any:
                var some = any.Operands.Select(Naive).ToArray();
                return person => Array.Exists(some, operand => operand(person));
            case Negation not:
                var inner = Naive(not.Operand);
                return person => !inner(person);
            case Predicate predicate:
                var values = predicate.Values.Select(value => Fold(value.Text!)).ToArray();
                Func<PersonAttributes, string?> read = predicate.Attribute switch
                {
                    "job_title" => attributes => attributes.JobTitle,
                    "city" => attributes => attributes.City,
                    _ => attributes => attributes.Country,
                };
                Func<string, string, bool> compare = predicate.Operator switch
                {
                    ConditionOperator.StartsWith => (text, value) => text.StartsWith(value, StringComparison.OrdinalIgnoreCase),
                    ConditionOperator.EndsWith => (text, value) => text.EndsWith(value, StringComparison.OrdinalIgnoreCase),
                    ConditionOperator.Contains => (text, value) => text.Contains(value, StringComparison.OrdinalIgnoreCase),
                    _ => (text, value) => text.Equals(value, StringComparison.OrdinalIgnoreCase),
                };
                return person =>
                    read(person.Attributes) is { } text && Fold(text) is var folded
                        && Array.Exists(values, value => compare(folded, value));
            default:
                throw new InvalidOperationException();
        }
    }

    private static string Fold(string text) => Ascii.IsValid(text)
        ? text
        : text.Normalize(NormalizationForm.FormD).ToUpperInvariant().Normalize(NormalizationForm.FormC);
}
