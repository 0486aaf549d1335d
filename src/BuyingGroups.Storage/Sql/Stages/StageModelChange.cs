using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Storage.Sql.Stages;

/// <summary>The changes to a draft stage model.</summary>
/// <param name="Name">The new name; null leaves it as it is.</param>
/// <param name="Description">The new description; null leaves it as it is.</param>
/// <param name="Stages">Stages to change, with an id, and stages to add, without one. Other stages stay as they are.</param>
public sealed record StageModelChange(string? Name, string? Description, IReadOnlyList<StageEdit> Stages);
