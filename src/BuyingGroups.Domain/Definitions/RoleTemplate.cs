namespace BuyingGroups.Domain.Definitions;

/// <summary>A set of roles in priority order, each with its weighting and its completeness settings.</summary>
/// <param name="Id">The id, made by the service.</param>
/// <param name="Name">The name, unique regardless of case.</param>
/// <param name="Description">The description, a free text.</param>
/// <param name="Status">The status, draft or live.</param>
/// <param name="Roles">The roles in priority order, each at most once.</param>
/// <param name="Revision">The revision, which grows with every change.</param>
/// <param name="Created">When and by whom it was created.</param>
/// <param name="Updated">When and by whom it was last changed.</param>
/// <param name="Published">When and by whom it was published; null while a draft.</param>
public sealed record RoleTemplate(
    RoleTemplateId Id,
    string Name,
    string Description,
    DefinitionStatus Status,
    IReadOnlyList<TemplateRole> Roles,
    long Revision,
    Change Created,
    Change Updated,
    Change? Published)
{
    /// <summary>The auto-assignment of those roles for which it is set.</summary>
    public IReadOnlyDictionary<RoleId, AutoAssignment> AutoAssignments { get; init; } = new Dictionary<RoleId, AutoAssignment>();
}
