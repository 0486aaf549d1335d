using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Scoring;

/// <summary>How well one role of a group is filled.</summary>
/// <param name="Role">The role and what it requires.</param>
/// <param name="AssignedMembers">The number of its members.</param>
public sealed record RoleCompleteness(TemplateRole Role, int AssignedMembers)
{
    /// <summary>100 × min(assigned, required) ÷ required, as the nearest double.</summary>
    public double Exact => Percentage.Value;

    /// <summary>The displayed score: a whole percentage, rounded half away from zero.</summary>
    public int Displayed => (int)Percentage.Displayed;

    /// <summary>How many members are still missing.</summary>
    public int MissingMembers => Math.Max(0, Role.RequiredMembers - AssignedMembers);

    private ExactScore Percentage => new(100L * Math.Min(AssignedMembers, Role.RequiredMembers), Role.RequiredMembers);
}
