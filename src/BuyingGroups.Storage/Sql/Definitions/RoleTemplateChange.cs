namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>What is to change in a role template that is a draft.</summary>
/// <param name="Name">Null: stays.</param>
/// <param name="Description">Null: stays.</param>
/// <param name="Roles">All of them, in priority order, each role at most once; null: they stay.</param>
public sealed record RoleTemplateChange(string? Name, string? Description, IReadOnlyList<NewTemplateRole>? Roles);
