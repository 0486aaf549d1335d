namespace BuyingGroups.Domain.Conditions;

/// <summary>What selects people or accounts: a tree of AND, OR and NOT over predicates on attributes. Two trees of the same shape are equal.</summary>
public abstract record Condition
{
    /// <summary>How deep a tree may be; a predicate alone is one level.</summary>
    public const int MaxLevels = 8;

    /// <summary>How many predicates a tree may have.</summary>
    public const int MaxPredicates = 100;
}
