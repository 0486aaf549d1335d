namespace BuyingGroups.Domain.Conditions;

/// <summary>NOT: holds if its operand doesn't.</summary>
/// <param name="Operand">The condition that must not hold.</param>
public sealed record Negation(Condition Operand) : Condition;
