namespace BuyingGroups.Domain.Conditions;

/// <summary>OR: holds if at least one of its operands holds.</summary>
/// <param name="Operands">At least two.</param>
public sealed record AnyOf(IReadOnlyList<Condition> Operands) : Condition
{
    /// <inheritdoc />
    public bool Equals(AnyOf? other) => other is not null && Operands.SequenceEqual(other.Operands);

    /// <inheritdoc />
    public override int GetHashCode() => Operands.Aggregate(2, HashCode.Combine);
}
