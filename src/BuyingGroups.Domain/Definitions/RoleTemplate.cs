namespace BuyingGroups.Domain.Definitions;

/// <summary>A set of roles in priority order, each with its weighting and what completeness asks of it.</summary>
/// <param name="Id">Made by the service.</param>
/// <param name="Name">Unique without regard to case.</param>
/// <param name="Description">Free text.</param>
/// <param name="Status">Draft or live.</param>
/// <param name="Roles">In priority order, each role at most once.</param>
/// <param name="Revision">Grows with every change.</param>
/// <param name="Created">When and by whom it was made.</param>
/// <param name="Updated">When and by whom it was last changed.</param>
/// <param name="Published">When and by whom it went live; null while draft.</param>
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
    /// <summary>Who is assigned by jobs, for those roles where something is said of it.</summary>
    public IReadOnlyDictionary<RoleId, AutoAssignment> AutoAssignments { get; init; } = new Dictionary<RoleId, AutoAssignment>();
}
