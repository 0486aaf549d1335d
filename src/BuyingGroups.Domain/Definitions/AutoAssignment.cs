using BuyingGroups.Domain.Conditions;

namespace BuyingGroups.Domain.Definitions;

/// <summary>Whether jobs assign people to a role of a template, and which people.</summary>
/// <param name="IsOn">Whether jobs assign people. A template that has this on for a role without a condition can't be published.</param>
/// <param name="Condition">The condition over attributes of people who qualify; null if it isn't set yet.</param>
public sealed record AutoAssignment(bool IsOn, Condition? Condition)
{
    /// <summary>Off, without a condition.</summary>
    public static AutoAssignment Off { get; } = new(false, null);
}
