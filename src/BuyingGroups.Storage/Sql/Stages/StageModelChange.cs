using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Storage.Sql.Stages;

/// <summary>What is to change in a draft stage model.</summary>
/// <param name="Name">Its name; null: stays.</param>
/// <param name="Description">Its description; null: stays.</param>
/// <param name="Stages">Stages to change, with an id, and to add, without; the others stay.</param>
public sealed record StageModelChange(string? Name, string? Description, IReadOnlyList<StageEdit> Stages);
