using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Stages;

/// <summary>The lifecycle stages of buying groups, and the moves between them that are allowed.</summary>
/// <param name="Id">Made by the service.</param>
/// <param name="Name">Unique without regard to case.</param>
/// <param name="Description">Free text.</param>
/// <param name="Status">A draft is edited; a live one is read-only.</param>
/// <param name="Stages">In the order in which people see them.</param>
/// <param name="Created">When and by whom it was made.</param>
/// <param name="Updated">When and by whom it was last changed.</param>
/// <param name="Published">When and by whom it went live; null while a draft.</param>
/// <param name="Revision">Grows with every change.</param>
public sealed record StageModel(
    StageModelId Id,
    string Name,
    string Description,
    DefinitionStatus Status,
    IReadOnlyList<Stage> Stages,
    Change Created,
    Change Updated,
    Change? Published,
    long Revision)
{
    /// <summary>A stage of the model; null if it has none of that id.</summary>
    public Stage? Find(StageId id) => Stages.FirstOrDefault(stage => stage.Id == id);
}
