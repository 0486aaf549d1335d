namespace BuyingGroups.Domain.Membership;

/// <summary>The id of a buying group, made by the service. Compares in binary: <c>a</c> is not <c>A</c>.</summary>
public readonly record struct BuyingGroupId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}
