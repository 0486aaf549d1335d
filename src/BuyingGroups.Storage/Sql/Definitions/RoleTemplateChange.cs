namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>The changes to a draft role template.</summary>
/// <param name="Name">The new name; null leaves it as it is.</param>
/// <param name="Description">The new description; null leaves it as it is.</param>
/// <param name="Roles">All roles in priority order, each at most once; null leaves them as they are.</param>
public sealed record RoleTemplateChange(string? Name, string? Description, IReadOnlyList<NewTemplateRole>? Roles);
