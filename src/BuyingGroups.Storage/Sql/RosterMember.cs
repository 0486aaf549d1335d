using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql;

/// <summary>A member of a group.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="RoleId">The role in the group.</param>
/// <param name="FirstName">The person's given name, if it is known.</param>
/// <param name="LastName">The person's family name, if it is known.</param>
public sealed record RosterMember(PersonId PersonId, RoleId RoleId, string? FirstName, string? LastName);
