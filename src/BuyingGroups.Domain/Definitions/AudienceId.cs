namespace BuyingGroups.Domain.Definitions;

/// <summary>The id of an audience, made by the service. Compares in binary: <c>a</c> is not <c>A</c>.</summary>
public readonly record struct AudienceId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}
