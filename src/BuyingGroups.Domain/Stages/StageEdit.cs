namespace BuyingGroups.Domain.Stages;

/// <summary>The wanted form of a stage. Its transitions are given by name, because new stages have no id yet.</summary>
/// <param name="Id">The stage to change; null for a new one.</param>
/// <param name="Name">The stage's name.</param>
/// <param name="Description">The description, a free text.</param>
/// <param name="Kind">The kind of the stage.</param>
/// <param name="NextNames">The names of the stages to which a group may move from it, as they are after the edit.</param>
public sealed record StageEdit(StageId? Id, string Name, string Description, StageKind Kind, IReadOnlyList<string> NextNames);
