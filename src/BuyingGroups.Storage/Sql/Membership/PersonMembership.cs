using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>A membership with what a list shows of the group.</summary>
/// <param name="Record">The decision that stands.</param>
/// <param name="RoleName">The role's name; null exactly when removed.</param>
/// <param name="GroupName">The group's name.</param>
/// <param name="SolutionInterestId">What the group is about.</param>
public sealed record PersonMembership(MembershipRecord Record, string? RoleName, string GroupName, SolutionInterestId SolutionInterestId);
