using BuyingGroups.Domain.Stages;
using CsCheck;
using Xunit;

namespace BuyingGroups.Domain.Tests.Stages;

/// <summary>What a stage model must be like to be published.</summary>
public class StageModelRulesTests
{
    private static readonly string[] Good =
    [
        "entry New > Talk, Lost", "intermediate Talk > Won, Lost", "success Won", "failure Lost > New",
    ];

    public static TheoryData<string[], string[]> Table => new()
    {
        { Good, [] },
        { ["entry New > Won", "success Won"], [] },
        { ["entry New > Won", "success Won", "failure Lost"], [] },
        { ["entry A > Won", "entry B > A", "success Won"], [] },
        { [], ["NO_ENTRY_STAGE model", "NO_SUCCESS_STAGE model"] },
        { ["intermediate A > Won", "success Won"], ["NO_ENTRY_STAGE model"] },
        { ["entry A > B", "intermediate B > A"], ["NO_SUCCESS_STAGE model"] },
        { ["entry A > Won, Too", "success Won", "success Too"], ["SEVERAL_SUCCESS_STAGES Too"] },
        { ["entry A > Won, B", "success Won", "intermediate B"], ["STAGE_WITHOUT_TRANSITION B"] },
        { ["entry A", "success Won"], ["STAGE_WITHOUT_TRANSITION A", "SUCCESS_UNREACHABLE A"] },
        { ["entry A > Won", "success Won > A"], ["SUCCESS_WITH_TRANSITION Won"] },
        { ["entry A > Won, Lost", "success Won", "failure Lost > A, Won"], ["FAILURE_WITH_SEVERAL_TRANSITIONS Lost"] },
        { ["entry A > Won", "entry B > C", "intermediate C > B", "success Won"], ["SUCCESS_UNREACHABLE B"] },
        // Everything at once.
        {
            ["entry A", "entry B > A", "success Won > A", "success Too", "failure Lost > A, B"],
            [
                "SEVERAL_SUCCESS_STAGES Too", "STAGE_WITHOUT_TRANSITION A", "SUCCESS_WITH_TRANSITION Won",
                "FAILURE_WITH_SEVERAL_TRANSITIONS Lost", "SUCCESS_UNREACHABLE A", "SUCCESS_UNREACHABLE B",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_fault_is_told_at_once(string[] stages, string[] faults) =>
        Assert.Equal(
            faults, StageModelRules.FaultsOf(Model.Stages(stages)).Select(fault => $"{fault.Reason} {fault.Stage?.Value ?? "model"}"));

    [Fact]
    public void A_way_to_success_is_found_as_a_walk_of_all_ways_finds_it() =>
        Gen.Select(Gen.Int[2, 7], Gen.Int[0, int.MaxValue]).Sample(
            (count, seed) =>
            {
                var random = new Random(seed);
                var names = Enumerable.Range(0, count).Select(i => $"S{i}").ToArray();
                var stages = names
                    .Select((name, i) =>
                    {
                        var next = names.Where(other => other != name && random.Next(count) == 0).ToArray();
                        var kind = i == 0 ? "entry" : i == count - 1 ? "success" : "intermediate";
                        return $"{kind} {name}" + (next.Length == 0 ? "" : $" > {string.Join(", ", next)}");
                    })
                    .ToArray();
                var model = Model.Stages(stages);

                var unreachable = StageModelRules.FaultsOf(model).Any(fault => fault.Reason == "SUCCESS_UNREACHABLE");

                Assert.Equal(!Reachable(model, "S0", $"S{count - 1}", count), unreachable);
            },
            iter: 1_000);

    // As many steps as there are stages are enough for any way.
    private static bool Reachable(IReadOnlyList<Stage> stages, string from, string to, int steps) =>
        from == to
            || (steps > 0 && stages.Single(stage => stage.Id.Value == from).Next.Any(next => Reachable(stages, next.Value, to, steps - 1)));
}
