namespace BuyingGroups.Domain.Stages;

/// <summary>A stage as somebody wants it; its transitions by name, since new stages have no id yet.</summary>
/// <param name="Id">Which stage it is to be; null: a new one.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">Free text.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="NextNames">The names of the stages to which a group may move from it, as they are after the edit.</param>
public sealed record StageEdit(StageId? Id, string Name, string Description, StageKind Kind, IReadOnlyList<string> NextNames);
