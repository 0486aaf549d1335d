namespace BuyingGroups.Domain.Stages;

/// <summary>
/// The rules that a stage model must meet to be published: one or more entry stages; exactly one success stage, from which no transition
/// leads on; any number of failure stages, each with at most one transition; a transition from every other stage; and a path from every
/// entry stage to the success stage.
/// </summary>
public static class StageModelRules
{
    /// <summary>All faults of the stages.</summary>
    public static IReadOnlyList<StageModelFault> FaultsOf(IReadOnlyList<Stage> stages)
    {
        var faults = new List<StageModelFault>();
        if (stages.All(stage => stage.Kind != StageKind.Entry))
        {
            faults.Add(new("NO_ENTRY_STAGE", null, "A stage model needs at least one entry stage."));
        }

        Stage[] successes = [.. stages.Where(stage => stage.Kind == StageKind.Success)];
        if (successes.Length == 0)
        {
            faults.Add(new("NO_SUCCESS_STAGE", null, "A stage model needs a success stage."));
        }

        faults.AddRange(successes.Skip(1).Select(stage => new StageModelFault(
            "SEVERAL_SUCCESS_STAGES", stage.Id, $"A stage model has one success stage; \"{stage.Name}\" is one more.")));
        faults.AddRange(stages.Select(FaultOf).OfType<StageModelFault>());
        if (successes.Length > 0)
        {
            faults.AddRange(stages
                .Where(stage => stage.Kind == StageKind.Entry && !Reaches(stages, stage, StageKind.Success))
                .Select(
                    stage => new StageModelFault(
                        "SUCCESS_UNREACHABLE", stage.Id, $"There is no way from the entry stage \"{stage.Name}\" to success.")));
        }

        return faults;
    }

    private static StageModelFault? FaultOf(Stage stage) => (stage.Kind, stage.Next.Count) switch
    {
        (StageKind.Entry or StageKind.Intermediate, 0) =>
            new("STAGE_WITHOUT_TRANSITION", stage.Id, $"The stage \"{stage.Name}\" needs at least one allowed transition."),
        (StageKind.Success, > 0) =>
            new("SUCCESS_WITH_TRANSITION", stage.Id, $"The success stage \"{stage.Name}\" is the end: it has no transitions."),
        (StageKind.Failure, > 1) =>
            new(
                "FAILURE_WITH_SEVERAL_TRANSITIONS",
                stage.Id,
                $"The failure stage \"{stage.Name}\" may have one transition, not {stage.Next.Count}."),
        _ => null,
    };

    private static bool Reaches(IReadOnlyList<Stage> stages, Stage from, StageKind kind)
    {
        var seen = new HashSet<StageId> { from.Id };
        var ahead = new Queue<Stage>([from]);
        while (ahead.TryDequeue(out var stage))
        {
            if (stage.Kind == kind)
            {
                return true;
            }

            foreach (var next in stage.Next.Where(seen.Add).Select(id => stages.FirstOrDefault(other => other.Id == id)).OfType<Stage>())
            {
                ahead.Enqueue(next);
            }
        }

        return false;
    }
}
