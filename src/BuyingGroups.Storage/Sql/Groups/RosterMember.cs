using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Groups;

/// <summary>A member as scores show one.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="RoleId">The person's role in the group.</param>
/// <param name="FirstName">Given name, if known.</param>
/// <param name="LastName">Family name, if known.</param>
/// <param name="JobTitle">Job title, if known.</param>
public sealed record RosterMember(PersonId PersonId, RoleId RoleId, string? FirstName, string? LastName, string? JobTitle);
