namespace BuyingGroups.Domain.Conditions;

/// <summary>A text isn't a condition.</summary>
/// <param name="column">Where it stops making sense: 1 for the first character, line breaks counted as characters.</param>
/// <param name="expectation">Why, such as <c>unexpected end of input, expected text</c>.</param>
public sealed class ConditionTextException(int column, string expectation) : Exception($"At column {column}: {expectation}.")
{
    /// <summary>Where: 1 for the first character.</summary>
    public int Column { get; } = column;

    /// <summary>Why.</summary>
    public string Expectation { get; } = expectation;
}
