namespace BuyingGroups.Domain.Stages;

/// <summary>Why a stage model can't be published.</summary>
/// <param name="Reason">A stable code, such as <c>NO_ENTRY_STAGE</c>. Callers branch on it, so it never changes.</param>
/// <param name="Stage">The stage at fault; null for the model as a whole.</param>
/// <param name="Description">A sentence for people.</param>
public sealed record StageModelFault(string Reason, StageId? Stage, string Description);
