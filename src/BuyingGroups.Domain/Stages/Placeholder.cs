#pragma warning disable CS1591
namespace BuyingGroups.Domain.Stages;
public readonly record struct StageId(string Value) { public override string ToString() => Value; }
public sealed record Stage(StageId Id, string Name);
public sealed record StageModel(IReadOnlyList<Stage> Stages);
public enum StageOutcome { Applied = 1, Unchanged = 2, NotAllowed = 3 }
public static class StageMoves
{
    public static StageOutcome Decide(StageModel model, StageId? from, StageId to) => from == to ? StageOutcome.Unchanged : model.Stages.Any(s => s.Id == to) ? StageOutcome.Applied : StageOutcome.NotAllowed;
    public static IReadOnlyList<Stage> AllowedTargets(StageModel model, StageId? from) => [.. model.Stages.Where(s => s.Id != from)];
}
