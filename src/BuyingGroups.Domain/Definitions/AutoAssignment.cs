using BuyingGroups.Domain.Conditions;

namespace BuyingGroups.Domain.Definitions;

/// <summary>Whether jobs assign people to a role of a template, and whom.</summary>
/// <param name="IsOn">Whether they do. A template with a role for which it is on, but without a condition, can't be published.</param>
/// <param name="Condition">Over attributes of people: who qualifies; null: not said yet.</param>
public sealed record AutoAssignment(bool IsOn, Condition? Condition)
{
    /// <summary>Off, and nobody said who would qualify.</summary>
    public static AutoAssignment Off { get; } = new(false, null);
}
