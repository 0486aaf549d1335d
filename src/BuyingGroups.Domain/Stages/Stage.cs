namespace BuyingGroups.Domain.Stages;

/// <summary>A stage of a stage model.</summary>
/// <param name="Id">Made by the service.</param>
/// <param name="Name">Unique in the model without regard to case.</param>
/// <param name="Description">Free text.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Next">The stages to which a group may move from here.</param>
public sealed record Stage(StageId Id, string Name, string Description, StageKind Kind, IReadOnlyList<StageId> Next);
