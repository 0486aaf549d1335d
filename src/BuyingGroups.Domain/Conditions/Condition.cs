namespace BuyingGroups.Domain.Conditions;

/// <summary>
/// A condition that selects people or accounts: a tree of AND, OR and NOT over predicates on attributes. Trees with the same structure are
/// equal.
/// </summary>
public abstract record Condition
{
    /// <summary>The most levels of a tree. A predicate alone is one level.</summary>
    public const int MaxLevels = 8;

    /// <summary>The most predicates of a tree.</summary>
    public const int MaxPredicates = 100;
}
