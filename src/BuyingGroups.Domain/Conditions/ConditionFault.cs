namespace BuyingGroups.Domain.Conditions;

/// <summary>Why a condition can't be saved.</summary>
/// <param name="Path">Where in the tree, in the contract's words, such as <c>all.conditions[1].not.predicate.values[0]</c>; empty: the whole.</param>
/// <param name="Reason">For programs; never changes.</param>
/// <param name="Description">For people: what follows the path in a sentence.</param>
public sealed record ConditionFault(string Path, string Reason, string Description);
