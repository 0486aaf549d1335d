namespace BuyingGroups.Domain.Conditions;

/// <summary>Makes a predicate a function of what was read of its attribute, and of the day.</summary>
internal static class Comparison
{
    public static Func<AttributeReading, DateOnly, bool> Of(Predicate predicate)
    {
        var values = predicate.Values;
        switch (predicate.Operator)
        {
            case ConditionOperator.IsEmpty:
                return (reading, _) => IsEmpty(reading);
            case ConditionOperator.IsNotEmpty:
                return (reading, _) => !IsEmpty(reading);
            case ConditionOperator.IsNot:
                var equals = Of(predicate with { Operator = ConditionOperator.Is });
                return (reading, today) => !equals(reading, today);
            case ConditionOperator.DoesNotContain:
                var contains = Of(predicate with { Operator = ConditionOperator.Contains });
                return (reading, today) => !contains(reading, today);
            case ConditionOperator.InTheLastDays:
                var days = (int)values[0].Number!.Value;
                return (reading, today) => reading.Date <= today && reading.Date > today.AddDays(-days);
            case ConditionOperator.Between:
                var (low, high) = (values[0], values[1]);
                return (reading, _) => (reading.Number >= low.Number && reading.Number <= high.Number) || (reading.Date >= low.Date && reading.Date <= high.Date);
            default:
                return values[0].Text is null ? OfOne(predicate.Operator, values) : OfText(predicate.Operator, values);
        }
    }

    private static Func<AttributeReading, DateOnly, bool> OfOne(ConditionOperator comparison, IReadOnlyList<ConditionValue> values)
    {
        var (number, date, boolean) = (values[0].Number, values[0].Date, values[0].Boolean);
        var numbers = values.Select(value => value.Number).OfType<double>().ToHashSet();
        return comparison switch
        {
            ConditionOperator.Is when number is not null => (reading, _) => reading.Number == number,
            ConditionOperator.Is when date is not null => (reading, _) => reading.Date == date,
            ConditionOperator.Is => (reading, _) => reading.Boolean == boolean,
            ConditionOperator.In => (reading, _) => reading.Number is { } read && numbers.Contains(read),
            ConditionOperator.Less => (reading, _) => reading.Number < number,
            ConditionOperator.LessOrEqual => (reading, _) => reading.Number <= number,
            ConditionOperator.Greater => (reading, _) => reading.Number > number,
            ConditionOperator.GreaterOrEqual => (reading, _) => reading.Number >= number,
            ConditionOperator.Before => (reading, _) => reading.Date < date,
            ConditionOperator.After => (reading, _) => reading.Date > date,
            _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "not for numbers, dates and truth values"),
        };
    }

    private static Func<AttributeReading, DateOnly, bool> OfText(ConditionOperator comparison, IReadOnlyList<ConditionValue> values)
    {
        var folded = values.Select(value => FoldedText.Of(value.Text!)).ToArray();
        var set = folded.ToHashSet(StringComparer.FromComparison(FoldedText.Comparison));
        Func<string, bool> holds = comparison switch
        {
            ConditionOperator.Is or ConditionOperator.In => set.Contains,
            ConditionOperator.StartsWith => text => HoldsForOne(folded, text, static (text, value) => text.StartsWith(value, FoldedText.Comparison)),
            ConditionOperator.EndsWith => text => HoldsForOne(folded, text, static (text, value) => text.EndsWith(value, FoldedText.Comparison)),
            ConditionOperator.Contains => text => HoldsForOne(folded, text, static (text, value) => text.Contains(value, FoldedText.Comparison)),
            _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "not for texts"),
        };
        return (reading, _) =>
            (reading.Text is { } text && holds(FoldedText.Of(text))) || (reading.Texts?.Any(element => holds(FoldedText.Of(element))) ?? false);
    }

    // A loop, since a lambda over the text would be made anew for each evaluation.
    private static bool HoldsForOne(string[] values, string text, Func<string, string, bool> compare)
    {
        foreach (var value in values)
        {
            if (compare(text, value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsEmpty(AttributeReading reading) => reading switch
    {
        { Text: { } text } => text.Length == 0,
        { Texts: { } texts } => texts.Count == 0,
        _ => reading is { Number: null, Boolean: null, Date: null },
    };
}
