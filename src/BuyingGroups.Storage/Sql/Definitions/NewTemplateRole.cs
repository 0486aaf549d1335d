using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>A role of a template that is to be saved. Its place in the list is its priority.</summary>
/// <param name="RoleId">The role.</param>
/// <param name="Weighting">The weighting of the role in the engagement score.</param>
/// <param name="RequiredForCompleteness">Whether the role counts in the completeness score.</param>
/// <param name="RequiredMembers">How many members the role requires, 1 to <see cref="TemplateRole.MaxRequiredMembers"/>.</param>
public sealed record NewTemplateRole(RoleId RoleId, RoleWeighting Weighting, bool RequiredForCompleteness, int RequiredMembers)
{
    /// <summary>Whom jobs assign to the role.</summary>
    public AutoAssignment AutoAssignment { get; init; } = AutoAssignment.Off;
}
