namespace BuyingGroups.Domain.Conditions;

/// <summary>A text can't be parsed as a condition.</summary>
/// <param name="column">The column of the fault: 1 for the first character, line breaks counted as characters.</param>
/// <param name="expectation">The fault, such as <c>unexpected end of input, expected text</c>.</param>
public sealed class ConditionTextException(int column, string expectation) : Exception($"At column {column}: {expectation}.")
{
    /// <summary>The column of the fault: 1 for the first character.</summary>
    public int Column { get; } = column;

    /// <summary>The fault.</summary>
    public string Expectation { get; } = expectation;
}
