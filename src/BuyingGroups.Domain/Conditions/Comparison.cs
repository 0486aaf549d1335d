namespace BuyingGroups.Domain.Conditions;

/// <summary>
/// Turns a predicate that compares no text into a function of the attribute's value and the day. Predicates that compare texts are handled
/// by <see cref="TextPredicates"/>.
/// </summary>
internal static class Comparison
{
    /// <param name="comparison">The operator, which must not be a negative one.</param>
    /// <param name="values">The values to compare with.</param>
    public static Func<AttributeReading, DateOnly, bool> Of(ConditionOperator comparison, IReadOnlyList<ConditionValue> values)
    {
        switch (comparison)
        {
            case ConditionOperator.IsEmpty:
                return (reading, _) => IsEmpty(reading);
            case ConditionOperator.InTheLastDays:
                var days = (int)values[0].Number!.Value;
                return (reading, today) => reading.Date <= today && reading.Date > today.AddDays(-days);
            case ConditionOperator.Between:
                var (low, high) = (values[0], values[1]);
                return (reading, _) => (reading.Number >= low.Number && reading.Number <= high.Number)
                    || (reading.Date >= low.Date && reading.Date <= high.Date);
            default:
                return OfOne(comparison, values);
        }
    }

    /// <summary>The operator that holds exactly where a negative one doesn't; null if the operator isn't negative.</summary>
    public static ConditionOperator? Opposite(ConditionOperator comparison) => comparison switch
    {
        ConditionOperator.IsNot => ConditionOperator.Is,
        ConditionOperator.DoesNotContain => ConditionOperator.Contains,
        ConditionOperator.IsNotEmpty => ConditionOperator.IsEmpty,
        ConditionOperator.Is or ConditionOperator.In or ConditionOperator.StartsWith or ConditionOperator.EndsWith
            or ConditionOperator.Contains or ConditionOperator.IsEmpty or ConditionOperator.Less
            or ConditionOperator.LessOrEqual or ConditionOperator.Greater
            or ConditionOperator.GreaterOrEqual or ConditionOperator.Between or ConditionOperator.Before or ConditionOperator.After
            or ConditionOperator.InTheLastDays => null,
    };

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

    private static bool IsEmpty(AttributeReading reading) => reading switch
    {
        { Text: { } text } => text.Length == 0,
        { Texts: { } texts } => texts.Count == 0,
        _ => reading is { Number: null, Boolean: null, Date: null },
    };
}
