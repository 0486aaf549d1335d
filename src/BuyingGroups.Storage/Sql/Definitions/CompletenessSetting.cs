using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>What the completeness score requires of a role of a template.</summary>
/// <param name="RoleId">The role.</param>
/// <param name="RequiredForCompleteness">Whether the role counts in the completeness score.</param>
/// <param name="RequiredMembers">How many members the role requires, at least 1.</param>
public sealed record CompletenessSetting(RoleId RoleId, bool RequiredForCompleteness, int RequiredMembers);
