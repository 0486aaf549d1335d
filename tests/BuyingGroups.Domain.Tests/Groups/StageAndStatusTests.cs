using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Stages;
using Xunit;
using static BuyingGroups.Domain.Tests.Groups.TestGroup;

namespace BuyingGroups.Domain.Tests.Groups;

/// <summary>Moves to another stage, and changes of the status.</summary>
public class StageAndStatusTests
{
    private static readonly Decision Ute = By(DecisionSource.Manual);

    public static TheoryData<string?, string, StageOutcome, string, string> Moves => new()
    {
        { null, "New", StageOutcome.Applied, "StageChanged : - > New", "Talk Lost" },
        { null, "Talk", StageOutcome.NotAllowed, "", "New" },
        { "New", "Talk", StageOutcome.Applied, "StageChanged : New > Talk", "Won Lost" },
        { "New", "New", StageOutcome.Unchanged, "", "Talk Lost" },
        { "New", "Won", StageOutcome.NotAllowed, "", "Talk Lost" },
        { "Talk", "Won", StageOutcome.Applied, "StageChanged : Talk > Won", "" },
        // Of another model: as if it had none, but told all the same.
        { "Elsewhere", "New", StageOutcome.Applied, "StageChanged : Elsewhere > New", "Talk Lost" },
        { "Elsewhere", "Talk", StageOutcome.NotAllowed, "", "New" },
    };

    [Theory]
    [MemberData(nameof(Moves))]
    public void A_move_tells_the_stage_left_and_the_stage_reached(
        string? from, string to, StageOutcome outcome, string told, string targets)
    {
        var group = In(from);

        var result = Assert.IsType<DecidedStage>(group.MoveTo(new(to), Ute));

        var applied = outcome == StageOutcome.Applied;
        var now = applied ? to : from;
        Assert.Equal(told, TextOf(group.Events));
        Assert.Equal((applied, applied ? 8 : 7, false), (group.HasChanged, group.State.Revision, group.MembersHaveChanged));
        Assert.Equal(now, group.State.Stage?.Id.Value);
        Assert.Equal(
            (Stored.Id, outcome, now, group.State.Revision), (result.GroupId, result.Outcome, result.StageId?.Value, result.Revision));
        Assert.Equal(targets, string.Join(' ', result.AllowedTargets.Select(target => target.Name)));
    }

    [Fact]
    public void A_stage_is_told_with_its_name_and_the_decision()
    {
        var group = In("New");

        group.MoveTo(new("Lost"), Ute);

        Assert.Equal(
            [
                new NewEvent(
                    GroupEventType.StageChanged, Stored.Id, Stored.SolutionInterestId, Acme, null, Ute,
                    new EventValue { StageId = "New", StageName = "Stage New" }, new EventValue { StageId = "Lost", StageName = "Lost" }),
            ],
            group.Events);
    }

    [Fact]
    public void Without_a_model_or_to_a_stage_of_another_there_is_no_move()
    {
        var without = new GroupUnderChange(Stored, Roles, stageModel: null, []);
        Assert.Equal(new RefusedCommand(GroupCommandRefusal.NoStageModel), without.MoveTo(new("New"), Ute));
        MembershipChangeTests.AssertUnchanged(without);

        var group = In("New");
        Assert.Equal(new RefusedCommand(GroupCommandRefusal.UnknownStage), group.MoveTo(new("new"), Ute));
        MembershipChangeTests.AssertUnchanged(group);
    }

    [Theory]
    [InlineData("", "On hold", "StatusChanged : '' > 'On hold'")]
    [InlineData("On hold", "", "StatusChanged : 'On hold' > ''")]
    [InlineData("On hold", "on hold", "StatusChanged : 'On hold' > 'on hold'")]
    [InlineData("On hold", "On hold", "")]
    [InlineData("", "", "")]
    public void A_status_is_told_if_it_is_another(string before, string after, string told)
    {
        var group = Load(Stored with { Status = before });

        var result = group.SetStatus(after, Ute);

        var changed = told.Length > 0;
        Assert.Equal(told, TextOf(group.Events));
        Assert.All(group.Events, change => Assert.Equal(Ute, change.Decision));
        Assert.Equal(new DecidedStatus(Stored.Id, changed, after, changed ? 8 : 7), result);
        Assert.Equal((after, changed, changed ? 8 : 7), (group.State.Status, group.HasChanged, group.State.Revision));
    }

    [Fact]
    public void Several_moves_are_one_change_and_each_is_told()
    {
        var group = In(null);
        group.MoveTo(new("New"), Ute);
        group.SetStatus("hot", Ute);
        group.MoveTo(new("Talk"), Ute);
        group.SetStatus("", Ute);

        Assert.Equal(
            "StageChanged : - > New; StatusChanged : '' > 'hot'; StageChanged : New > Talk; StatusChanged : 'hot' > ''",
            TextOf(group.Events));
        // Back where it was, but not untouched: who read it before may not overwrite it.
        Assert.Equal(("", 8), (group.State.Status, group.State.Revision));
    }

    private static GroupUnderChange In(string? stage) =>
        Load(Stored with { Stage = stage is null ? null : (new StageId(stage), $"Stage {stage}") });
}
