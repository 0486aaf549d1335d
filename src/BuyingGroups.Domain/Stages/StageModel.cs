using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Stages;

/// <summary>The lifecycle stages of buying groups, and the allowed transitions between them.</summary>
/// <param name="Id">The id, made by the service.</param>
/// <param name="Name">The name, unique regardless of case.</param>
/// <param name="Description">The description, a free text.</param>
/// <param name="Status">A draft can be edited; a live model is read-only.</param>
/// <param name="Stages">The stages in the order in which people see them.</param>
/// <param name="Created">When and by whom it was created.</param>
/// <param name="Updated">When and by whom it was last changed.</param>
/// <param name="Published">When and by whom it was published; null while a draft.</param>
/// <param name="Revision">The revision, which grows with every change.</param>
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
    /// <summary>A stage of the model; null if it has none with this id.</summary>
    public Stage? Find(StageId id) => Stages.FirstOrDefault(stage => stage.Id == id);
}
