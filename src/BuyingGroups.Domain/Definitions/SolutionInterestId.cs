namespace BuyingGroups.Domain.Definitions;

/// <summary>The id of a solution interest, made by the service. Compares in binary: <c>a</c> is not <c>A</c>.</summary>
public readonly record struct SolutionInterestId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}
