using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Membership;

/// <summary>The decision that stands on one person in one buying group.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="PersonId">The person, of the group's account.</param>
/// <param name="State">Assigned or removed.</param>
/// <param name="RoleId">The role; null if and only if removed.</param>
/// <param name="Decision">Who decided, when and why.</param>
/// <param name="Revision">1 for the first decision, one more with each that took effect.</param>
public sealed record MembershipRecord(
    BuyingGroupId GroupId,
    PersonId PersonId,
    MembershipState State,
    RoleId? RoleId,
    Decision Decision,
    long Revision);
