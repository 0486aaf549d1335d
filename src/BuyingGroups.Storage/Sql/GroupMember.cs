using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql;

/// <summary>A membership record, and who it is about.</summary>
/// <param name="Record">The decision that stands.</param>
/// <param name="RoleName">The role's name; null when removed.</param>
/// <param name="FirstName">The person's given name, if it is known.</param>
/// <param name="LastName">The person's family name, if it is known.</param>
/// <param name="JobTitle">The person's job title, if it is known.</param>
public sealed record GroupMember(MembershipRecord Record, string? RoleName, string? FirstName, string? LastName, string? JobTitle);
