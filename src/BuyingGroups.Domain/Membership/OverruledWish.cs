using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Membership;

/// <summary>A command of the system on a person in a group that a user's or a journey's decision overruled.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="PersonId">The person.</param>
/// <param name="Action">The action that was asked for.</param>
/// <param name="RoleId">The role that was asked for; null unless the action takes one.</param>
public sealed record OverruledWish(BuyingGroupId GroupId, PersonId PersonId, MembershipAction Action, RoleId? RoleId);
