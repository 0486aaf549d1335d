using BuyingGroups.Domain.Stages;
using Xunit;
using static BuyingGroups.Domain.Stages.StageOutcome;

namespace BuyingGroups.Domain.Tests.Stages;

/// <summary>From none to an entry stage; then only along the allowed transitions.</summary>
public class StageMovesTests
{
    private static readonly StageModel Deal = Model.Of(
        "entry New > Talk, Lost", "entry Referred > Talk", "intermediate Talk > Won, Lost", "success Won", "failure Lost > New");

    public static TheoryData<string?, string, StageOutcome> Table => new()
    {
        { null, "New", Applied },
        { null, "Referred", Applied },
        { null, "Talk", NotAllowed },
        { null, "Won", NotAllowed },
        { null, "Lost", NotAllowed },
        { "New", "New", Unchanged },
        { "New", "Talk", Applied },
        { "New", "Lost", Applied },
        { "New", "Won", NotAllowed },
        { "New", "Referred", NotAllowed },
        { "Talk", "New", NotAllowed },
        { "Talk", "Won", Applied },
        { "Won", "Won", Unchanged },
        { "Won", "New", NotAllowed },
        { "Lost", "New", Applied },
        { "Lost", "Talk", NotAllowed },
        // A stage of another model is none.
        { "Elsewhere", "New", Applied },
        { "Elsewhere", "Talk", NotAllowed },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_move_is_allowed_or_not(string? from, string to, StageOutcome outcome) =>
        Assert.Equal(outcome, StageMoves.Decide(Deal, from is null ? null : new StageId(from), new StageId(to)));

    [Theory]
    [InlineData(null, "New Referred")]
    [InlineData("Elsewhere", "New Referred")]
    [InlineData("Talk", "Won Lost")]
    [InlineData("Won", "")]
    public void The_allowed_targets_are_told(string? from, string targets) =>
        Assert.Equal(
            targets,
            string.Join(' ', StageMoves.AllowedTargets(Deal, from is null ? null : new StageId(from)).Select(stage => stage.Name)));
}
