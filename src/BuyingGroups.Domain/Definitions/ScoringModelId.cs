namespace BuyingGroups.Domain.Definitions;

/// <summary>The id of a scoring model, made by the service. Compares in binary: <c>a</c> is not <c>A</c>.</summary>
public readonly record struct ScoringModelId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}
