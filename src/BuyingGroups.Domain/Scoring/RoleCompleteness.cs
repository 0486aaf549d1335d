using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Scoring;

/// <summary>How well one role of a group is filled.</summary>
/// <param name="Role">The role and what it requires.</param>
/// <param name="AssignedMembers">How many members it has.</param>
public sealed record RoleCompleteness(TemplateRole Role, int AssignedMembers)
{
    /// <summary>100 × min(assigned, required) ÷ required.</summary>
    public decimal Exact => 100m * Math.Min(AssignedMembers, Role.RequiredMembers) / Role.RequiredMembers;

    /// <summary>As shown to people: a whole percentage, rounded half away from zero.</summary>
    public int Displayed => CompletenessScore.Display(Exact);

    /// <summary>How many members are still missing.</summary>
    public int MissingMembers => Math.Max(0, Role.RequiredMembers - AssignedMembers);
}
