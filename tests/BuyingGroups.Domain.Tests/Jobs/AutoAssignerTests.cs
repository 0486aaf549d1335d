using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Membership;
using CsCheck;
using Xunit;

namespace BuyingGroups.Domain.Tests.Jobs;

/// <summary>
/// Whom the system wants in which role (domain: "the first role, in priority order, whose condition holds"), and what it asks for.
/// </summary>
public class AutoAssignerTests
{
    private static readonly RoleId First = new("first");
    private static readonly RoleId Second = new("second");
    private static readonly RoleId Off = new("off");
    private static readonly RoleId ByHand = new("by-hand");
    private static readonly BuyingGroupId Group = new("group");
    private static readonly PersonId Ann = new("ann");

    private static readonly string?[] Titles = ["Chief Executive", "Chief Architect", "Architect", "Engineer", null];
    private static readonly string[] Decisions =
    [
        "nothing", "manual assign", "manual remove", "journey assign", "journey remove", "release",
    ];

    private static readonly AutoAssigner Assigner = New(
        (First, "job_title STARTS WITH \"Chief\"", true),
        (Off, "job_title IS NOT EMPTY", false),
        (Second, "job_title CONTAINS \"Architect\"", true),
        (ByHand, null, false));

    [Theory]
    [InlineData("Chief Executive", "first")]
    [InlineData("Chief Architect", "first")]
    [InlineData("Solution ARCHITECT", "second")]
    [InlineData("Engineer", null)]
    [InlineData(null, null)]
    public void The_first_role_whose_condition_holds_is_wanted(string? title, string? role) => Assert.Equal(role, Wanted(title)?.Value);

    [Fact]
    public void The_engagement_score_is_needed_only_by_roles_that_are_assigned_automatically()
    {
        Assert.False(Assigner.NeedsEngagement);
        Assert.False(New((First, "person_engagement_score > 1", false)).NeedsEngagement);
        var engaged = New((First, "person_engagement_score > 1", true));
        Assert.True(engaged.NeedsEngagement);
        Assert.Equal(First, engaged.RoleOf(new PersonSubject(new PersonAttributes(), 2), default));
        Assert.Null(engaged.RoleOf(new PersonSubject(new PersonAttributes(), 1), default));
    }

    [Theory]
    [InlineData("first", null, null, "assign first")]
    [InlineData("first", "removed", null, "assign first")]
    [InlineData("first", "assigned", "first", "")]
    [InlineData("first", "assigned", "second", "assign first")]
    [InlineData("first", "assigned", "by-hand", "assign first")]
    [InlineData(null, null, null, "")]
    [InlineData(null, "removed", null, "")]
    [InlineData(null, "assigned", "first", "remove")]
    [InlineData(null, "assigned", "second", "remove")]
    [InlineData(null, "assigned", "by-hand", "")]
    [InlineData(null, "assigned", "off", "")]
    public void What_is_asked(string? wanted, string? state, string? role, string expected)
    {
        var record = state is null ? null : Record(state == "assigned" ? new RoleId(role!) : null, DecisionSource.System);
        RoleId? wants = wanted is null ? null : new RoleId(wanted);

        Assert.Equal(expected, Text(Assigner.Ask(wants, record, removes: true)));
        Assert.Equal(expected == "remove" ? "" : expected, Text(Assigner.Ask(wants, record, removes: false)));
    }

    [Fact]
    public void After_a_pass_a_decision_from_above_stands_and_else_what_the_conditions_say() =>
        Gen.Select(
                Gen.Int[0, 4].Select(index => Titles[index]),
                Gen.Int[0, 5].Select(index => Decisions[index]),
                (title, decision) => (title, decision))
            .Array[1, 20]
            .Sample(
                days =>
                {
                    MembershipRecord? record = null;
                    // The oracle: what was decided above last of the strongest, null if nothing stands; the role then, null if removed.
                    (DecisionSource Source, RoleId? Role)? above = null;
                    RoleId? before = null;
                    foreach (var (title, decision) in days)
                    {
                        record = Decide(record, decision);
                        above = Above(above, decision);
                        before = above is { } stands ? stands.Role : record?.RoleId;

                        record = Pass(record, title);

                        var wanted = title?.StartsWith("Chief", StringComparison.Ordinal) == true ? First
                            : title?.Contains("Architect", StringComparison.Ordinal) == true ? Second
                            : default(RoleId?);
                        var expected = above is { } decided ? decided.Role : wanted ?? (before == ByHand ? ByHand : null);
                        Assert.Equal(expected, record?.RoleId);
                        Assert.Equal(record, Pass(record, title));
                    }
                },
                iter: 5_000);

    private static MembershipRecord? Pass(MembershipRecord? record, string? title) =>
        Assigner.Ask(Wanted(title), record, removes: true) is { } ask
            ? Execute(record, ask.Action, ask.Role, DecisionSource.System)
            : record;

    private static MembershipRecord? Decide(MembershipRecord? record, string decision) => decision switch
    {
        "manual assign" => Execute(record, MembershipAction.Assign, ByHand, DecisionSource.Manual),
        "manual remove" => Execute(record, MembershipAction.Remove, null, DecisionSource.Manual),
        "journey assign" => Execute(record, MembershipAction.Assign, Second, DecisionSource.Journey),
        "journey remove" => Execute(record, MembershipAction.Remove, null, DecisionSource.Journey),
        "release" => record is null ? null : Execute(record, MembershipAction.Release, null, DecisionSource.Manual),
        _ => record,
    };

    private static (DecisionSource Source, RoleId? Role)? Above(
        (DecisionSource Source, RoleId? Role)? above, string decision) =>
        decision switch
        {
            "manual assign" => (DecisionSource.Manual, ByHand),
            "manual remove" => (DecisionSource.Manual, null),
            "journey assign" when above is not { Source: DecisionSource.Manual } => (DecisionSource.Journey, Second),
            "journey remove" when above is not { Source: DecisionSource.Manual } => (DecisionSource.Journey, null),
            "release" => null,
            _ => above,
        };

    private static MembershipRecord? Execute(MembershipRecord? record, MembershipAction action, RoleId? role, DecisionSource source)
    {
        var command = new MembershipCommand(action, Ann, role, new Decision(source, "somebody", DateTimeOffset.UnixEpoch, ""));
        return Precedence.Decide(record, command) == MembershipOutcome.Applied ? Precedence.Apply(record, Group, command) : record;
    }

    private static MembershipRecord Record(RoleId? role, DecisionSource source) => new(
        Group, Ann, role is null ? MembershipState.Removed : MembershipState.Assigned, role,
        new Decision(source, "somebody", DateTimeOffset.UnixEpoch, ""), 1);

    private static RoleId? Wanted(string? title) =>
        Assigner.RoleOf(new PersonSubject(new PersonAttributes { JobTitle = title }, null), default);

    private static string Text((MembershipAction Action, RoleId? Role)? ask) => ask switch
    {
        { Action: MembershipAction.Assign, Role: { } role } => $"assign {role}",
        { Action: MembershipAction.Remove } => "remove",
        _ => "",
    };

    private static AutoAssigner New(params (RoleId Role, string? Condition, bool IsOn)[] roles)
    {
        var change = new Change(DateTimeOffset.UnixEpoch, "somebody");
        var template = new RoleTemplate(
            new("template"),
            "Template",
            "",
            DefinitionStatus.Live,
            [.. roles.Select(role => new TemplateRole(role.Role, role.Role.Value, RoleWeighting.Normal, true, 1))],
            1,
            change,
            change,
            change)
        {
            AutoAssignments = roles.ToDictionary(
                role => role.Role,
                role => new AutoAssignment(role.IsOn, role.Condition is null ? null : ConditionText.Parse(role.Condition))),
        };
        return new AutoAssigner(template, PersonSchema.With(new Dictionary<string, AttributeType>()));
    }
}
