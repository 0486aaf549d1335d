using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Membership;

/// <summary>A command about one person in one buying group.</summary>
/// <param name="Action">Assign, remove, change the role or release.</param>
/// <param name="PersonId">The person.</param>
/// <param name="RoleId">The role to assign or to change to; otherwise null.</param>
/// <param name="Decision">The decision: who asks, when and why.</param>
public sealed record MembershipCommand(MembershipAction Action, PersonId PersonId, RoleId? RoleId, Decision Decision);
