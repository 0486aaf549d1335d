namespace BuyingGroups.Domain.Stages;

/// <summary>A stage of a stage model.</summary>
/// <param name="Id">The id, made by the service.</param>
/// <param name="Name">The name, unique in the model regardless of case.</param>
/// <param name="Description">The description, a free text.</param>
/// <param name="Kind">The kind of the stage.</param>
/// <param name="Next">The stages to which a group may move from this one.</param>
public sealed record Stage(StageId Id, string Name, string Description, StageKind Kind, IReadOnlyList<StageId> Next);
