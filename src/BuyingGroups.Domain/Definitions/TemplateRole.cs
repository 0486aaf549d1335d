namespace BuyingGroups.Domain.Definitions;

/// <summary>A role within a role template. The order of the roles in the template is their priority for auto-assignment.</summary>
/// <param name="RoleId">The role.</param>
/// <param name="RoleName">The role's name when it was read.</param>
/// <param name="Weighting">The role's weighting in the engagement score.</param>
/// <param name="RequiredForCompleteness">Whether the role counts in the completeness score.</param>
/// <param name="RequiredMembers">How many members the role requires, 1 to <see cref="MaxRequiredMembers"/>.</param>
public sealed record TemplateRole(
    RoleId RoleId,
    string RoleName,
    RoleWeighting Weighting,
    bool RequiredForCompleteness,
    int RequiredMembers)
{
    /// <summary>The most members that a role can require.</summary>
    public const int MaxRequiredMembers = 1000;
}
