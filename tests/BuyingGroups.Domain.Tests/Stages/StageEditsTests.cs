using BuyingGroups.Domain.Stages;
using Xunit;

namespace BuyingGroups.Domain.Tests.Stages;

/// <summary>Stages are added and changed, never removed; transitions are given by name.</summary>
public class StageEditsTests
{
    private static readonly IReadOnlyList<Stage> Before = Model.Stages("entry New > Won", "success Won");

    [Fact]
    public void New_stages_may_name_each_other()
    {
        var stages = Apply([], Edit(null, "New", StageKind.Entry, "won"), Edit(null, "Won", StageKind.Success));

        Assert.Equal(["id0", "id1"], stages.Select(stage => stage.Id.Value));
        Assert.Equal([new StageId("id1")], stages[0].Next);
    }

    [Fact]
    public void A_stage_that_is_renamed_keeps_the_transitions_to_it()
    {
        var stages = Apply(Before, Edit("Won", "Closed won", StageKind.Success));

        Assert.Equal(["New", "Closed won"], stages.Select(stage => stage.Name));
        Assert.Equal([new StageId("Won")], stages[0].Next);
    }

    [Fact]
    public void Names_can_be_swapped_in_one_edit()
    {
        var stages = Apply(Before, Edit("New", "Won", StageKind.Entry, "New"), Edit("Won", "New", StageKind.Success));

        Assert.Equal([("New", "Won"), ("Won", "New")], stages.Select(stage => (stage.Id.Value, stage.Name)));
        Assert.Equal([new StageId("Won")], stages[0].Next);
    }

    [Fact]
    public void Everything_that_does_not_fit_is_told_at_once()
    {
        var invalid = Assert.Throws<InvalidStageEditsException>(() => Apply(
            Before,
            Edit(null, " NEW ", StageKind.Intermediate, "Won"),
            Edit(null, "Talk", StageKind.Intermediate, "talk", "Won", "Won", "Nowhere")));

        Assert.Equal(
            [
                (0, "display_name", "DUPLICATE"),
                (1, "next_display_names[0]", "SELF_TRANSITION"),
                (1, "next_display_names[2]", "DUPLICATE"),
                (1, "next_display_names[3]", "UNKNOWN_STAGE"),
            ],
            invalid.Faults.Select(fault => (fault.Edit, fault.Field, fault.Reason)));
    }

    [Fact]
    public void A_stage_of_another_model_or_twice_the_same_is_refused()
    {
        var invalid = Assert.Throws<InvalidStageEditsException>(() => Apply(
            Before, Edit("New", "A", StageKind.Entry), Edit("Elsewhere", "B", StageKind.Entry), Edit("New", "C", StageKind.Entry)));

        Assert.Equal(
            [(1, "stage_id", "UNKNOWN_STAGE"), (2, "stage_id", "DUPLICATE")],
            invalid.Faults.Select(fault => (fault.Edit, fault.Field, fault.Reason)));
    }

    [Fact]
    public void A_model_has_at_most_50_stages()
    {
        StageEdit[] edits = [.. Enumerable.Range(0, 51).Select(i => Edit(null, $"S{i}", StageKind.Entry))];

        Assert.Equal(50, Apply([], edits[..50]).Count);
        Assert.Equal("TOO_MANY", Assert.Throws<InvalidStageEditsException>(() => Apply([], edits)).Faults.Single().Reason);
    }

    private static IReadOnlyList<Stage> Apply(IReadOnlyList<Stage> stages, params StageEdit[] edits)
    {
        var made = 0;
        return StageEdits.Apply(stages, edits, () => new StageId($"id{made++}"));
    }

    private static StageEdit Edit(string? id, string name, StageKind kind, params string[] next) =>
        new(id is null ? null : new StageId(id), name, "", kind, next);
}
