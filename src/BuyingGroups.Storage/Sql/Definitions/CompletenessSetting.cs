using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>What completeness asks of a role of a template.</summary>
/// <param name="RoleId">The role.</param>
/// <param name="RequiredForCompleteness">Whether it counts in the completeness score.</param>
/// <param name="RequiredMembers">How many members fill it, at least 1.</param>
public sealed record CompletenessSetting(RoleId RoleId, bool RequiredForCompleteness, int RequiredMembers);
