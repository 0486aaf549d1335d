using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>A group's scores as a pass found them.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Exact">The role-weighted engagement score.</param>
/// <param name="Displayed">The same as shown.</param>
/// <param name="CompletenessExact">The completeness score, in percent.</param>
/// <param name="CompletenessDisplayed">The same as shown.</param>
/// <param name="Roles">Each role of the template.</param>
public sealed record StoredScore(
    BuyingGroupId GroupId,
    double Exact,
    long Displayed,
    double CompletenessExact,
    int CompletenessDisplayed,
    IReadOnlyList<StoredRoleScore> Roles);

/// <summary>A role's part in a score.</summary>
/// <param name="RoleId">The role.</param>
/// <param name="Members">How many members it had.</param>
/// <param name="Total">The capped total of its members.</param>
public sealed record StoredRoleScore(RoleId RoleId, int Members, double Total);
