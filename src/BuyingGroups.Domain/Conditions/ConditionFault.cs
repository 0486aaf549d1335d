namespace BuyingGroups.Domain.Conditions;

/// <summary>Why a condition can't be saved.</summary>
/// <param name="Path">
/// The path in the tree, in the contract's words, such as <c>all.conditions[1].not.predicate.values[0]</c>; empty for the whole.
/// </param>
/// <param name="Reason">A stable code, which programs can rely on.</param>
/// <param name="Description">A text for people, which continues the sentence that begins with the path.</param>
public sealed record ConditionFault(string Path, string Reason, string Description);
