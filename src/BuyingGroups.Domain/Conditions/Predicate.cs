namespace BuyingGroups.Domain.Conditions;

/// <summary>A comparison of one attribute.</summary>
/// <param name="Attribute">The attribute's name in the schema, such as <c>job_title</c> or <c>custom.tier</c>.</param>
/// <param name="Operator">The operator.</param>
/// <param name="Values">The values to compare with. How many there are depends on the operator.</param>
public sealed record Predicate(string Attribute, ConditionOperator Operator, IReadOnlyList<ConditionValue> Values) : Condition
{
    /// <summary>The most values that one predicate may have.</summary>
    public const int MaxValues = 100;

    /// <summary>The longest text to compare with.</summary>
    public const int MaxTextLength = 255;

    /// <inheritdoc />
    public bool Equals(Predicate? other) =>
        other is not null && Attribute == other.Attribute && Operator == other.Operator && Values.SequenceEqual(other.Values);

    /// <inheritdoc />
    public override int GetHashCode() => Values.Aggregate(HashCode.Combine(Attribute, Operator), HashCode.Combine);
}
