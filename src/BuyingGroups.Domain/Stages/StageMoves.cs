namespace BuyingGroups.Domain.Stages;

/// <summary>
/// How a group moves through the stages of its model: from none to an entry stage, then only along the allowed transitions.
/// </summary>
public static class StageMoves
{
    /// <summary>The outcome of a move.</summary>
    /// <param name="model">The model of the group's solution interest.</param>
    /// <param name="from">The stage that the group is in; null, or a stage of another model, counts as none.</param>
    /// <param name="to">The stage to move to.</param>
    public static StageOutcome Decide(StageModel model, StageId? from, StageId to) =>
        from == to ? StageOutcome.Unchanged
        : AllowedTargets(model, from).Any(target => target.Id == to) ? StageOutcome.Applied
        : StageOutcome.NotAllowed;

    /// <summary>The stages to which a group may move.</summary>
    /// <param name="model">The model of the group's solution interest.</param>
    /// <param name="from">The stage that the group is in; null, or a stage of another model, counts as none.</param>
    public static IReadOnlyList<Stage> AllowedTargets(StageModel model, StageId? from) =>
        from is { } id && model.Find(id) is { } stage
            ? [.. stage.Next.Select(model.Find).OfType<Stage>()]
            : [.. model.Stages.Where(entry => entry.Kind == StageKind.Entry)];
}
