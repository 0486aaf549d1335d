using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>A group's scores as a pass found them.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Exact">The role-weighted engagement score.</param>
/// <param name="Displayed">The engagement score as it is displayed.</param>
/// <param name="CompletenessExact">The completeness score, in percent.</param>
/// <param name="CompletenessDisplayed">The completeness score as it is displayed.</param>
/// <param name="Roles">The scores of the template's roles.</param>
public sealed record StoredScore(
    BuyingGroupId GroupId,
    double Exact,
    long Displayed,
    double CompletenessExact,
    int CompletenessDisplayed,
    IReadOnlyList<StoredRoleScore> Roles);

/// <summary>The score of a role.</summary>
/// <param name="RoleId">The role.</param>
/// <param name="Members">The number of its members.</param>
/// <param name="Total">The capped total of its members.</param>
public sealed record StoredRoleScore(RoleId RoleId, int Members, double Total);
