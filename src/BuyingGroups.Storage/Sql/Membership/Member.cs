using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>A membership with what a list shows of the person and the role.</summary>
/// <param name="Record">The decision that stands.</param>
/// <param name="RoleName">The role's name; null exactly when removed.</param>
/// <param name="FirstName">Given name, if known.</param>
/// <param name="LastName">Family name, if known.</param>
/// <param name="JobTitle">Job title, if known.</param>
public sealed record Member(MembershipRecord Record, string? RoleName, string? FirstName, string? LastName, string? JobTitle);
