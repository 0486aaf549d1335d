namespace BuyingGroups.Domain.Conditions;

/// <summary>AND: holds if all of its operands hold.</summary>
/// <param name="Operands">At least two.</param>
public sealed record AllOf(IReadOnlyList<Condition> Operands) : Condition
{
    /// <inheritdoc />
    public bool Equals(AllOf? other) => other is not null && Operands.SequenceEqual(other.Operands);

    /// <inheritdoc />
    public override int GetHashCode() => Operands.Aggregate(1, HashCode.Combine);
}
