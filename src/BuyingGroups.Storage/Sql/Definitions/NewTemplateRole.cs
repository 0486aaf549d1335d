using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>A role of a template that is to be made; its place in the list is its priority.</summary>
/// <param name="RoleId">The role.</param>
/// <param name="Weighting">Its share of the engagement score.</param>
/// <param name="RequiredForCompleteness">Whether it counts in the completeness score.</param>
/// <param name="RequiredMembers">How many members fill it, 1 to <see cref="TemplateRole.MaxRequiredMembers"/>.</param>
public sealed record NewTemplateRole(RoleId RoleId, RoleWeighting Weighting, bool RequiredForCompleteness, int RequiredMembers)
{
    /// <summary>Who is assigned to it by jobs.</summary>
    public AutoAssignment AutoAssignment { get; init; } = AutoAssignment.Off;
}
