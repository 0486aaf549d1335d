namespace BuyingGroups.Domain.Events;

/// <summary>What a number must be.</summary>
/// <param name="Comparison">How it compares.</param>
/// <param name="Value">With what; of <see cref="NumberComparison.Between"/> the lower bound.</param>
/// <param name="Upper">Of <see cref="NumberComparison.Between"/> the upper bound; both bounds belong to it.</param>
public sealed record NumberConstraint(NumberComparison Comparison, double Value, double Upper = 0)
{
    /// <summary>Whether <paramref name="number"/> is so.</summary>
    public bool Holds(double number) => Comparison switch
    {
        NumberComparison.Equal => number == Value,
        NumberComparison.NotEqual => number != Value,
        NumberComparison.Less => number < Value,
        NumberComparison.LessOrEqual => number <= Value,
        NumberComparison.Greater => number > Value,
        NumberComparison.GreaterOrEqual => number >= Value,
        NumberComparison.Between => number >= Value && number <= Upper,
        _ => throw new InvalidOperationException($"{Comparison} is no comparison."),
    };
}
