using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using Xunit;
using static BuyingGroups.Domain.Membership.DecisionSource;
using static BuyingGroups.Domain.Membership.MembershipAction;
using static BuyingGroups.Domain.Tests.Groups.TestGroup;

namespace BuyingGroups.Domain.Tests.Groups;

/// <summary>What a membership command changes of a group; which decision stands is <see cref="Precedence"/>'s.</summary>
public class MembershipChangeTests
{
    private const string Champion = "champion";
    private const string Helper = "helper";

    /// <summary>Ann's role before ("" if removed, null if nobody has decided), by whom; what is asked, by whom; what is told.</summary>
    public static TheoryData<string?, DecisionSource, MembershipAction, string?, DecisionSource, string, string> Table => new()
    {
        { null, Job, Assign, Champion, Job, "Applied", "MemberAssigned ann: - > champion" },
        { null, Job, Remove, null, Job, "Applied", "" },
        { null, Job, Release, null, Manual, "Unchanged", "" },
        { "", Manual, Assign, Champion, Manual, "Applied", "MemberAssigned ann: - > champion" },
        { "", Manual, Assign, Champion, Journey, "Overruled", "" },
        { "", Journey, Remove, null, Manual, "Applied", "" },
        { "", Journey, Remove, null, Journey, "Unchanged", "" },
        { Champion, Journey, Assign, Helper, Journey, "Applied", "RoleChanged ann: champion > helper" },
        { Champion, Journey, Assign, Helper, Job, "Overruled", "" },
        { Champion, Journey, Assign, Champion, Manual, "Applied", "" },
        { Champion, Journey, Assign, Champion, Job, "Unchanged", "" },
        { Champion, Journey, ChangeRole, Helper, Manual, "Applied", "RoleChanged ann: champion > helper" },
        { Champion, Journey, ChangeRole, Champion, Journey, "Unchanged", "" },
        { Champion, Journey, Remove, null, Manual, "Applied", "MemberRemoved ann: champion > -" },
        { Champion, Journey, Remove, null, Job, "Overruled", "" },
        { Champion, Manual, Release, null, Manual, "Applied", "" },
        { Champion, Manual, Release, null, Journey, "Overruled", "" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_command_changes_the_record_and_tells_who_came_went_or_has_another_role(
        string? roleBefore,
        DecisionSource decidedBy,
        MembershipAction action,
        string? role,
        DecisionSource asking,
        string outcome,
        string told)
    {
        var before = roleBefore is null ? null : Member("ann", roleBefore is "" ? null : roleBefore, decidedBy);
        var group = before is null ? Load() : Load(before);
        var command = Command(action, "ann", role, asking);

        var result = Assert.IsType<DecidedMember>(group.Decide(command, Acme));

        var applied = outcome == "Applied";
        Assert.Equal(outcome, TextOf(result));
        Assert.Equal(told, TextOf(group.Events));
        Assert.All(group.Events, change => Assert.Equal((Stored.Id, Stored.SolutionInterestId, Acme, command.Decision), Head(change)));
        Assert.Equal((applied, applied), (group.HasChanged, group.MembersHaveChanged));
        Assert.Equal(applied ? 8 : 7, group.State.Revision);
        Assert.Equal((result.GroupId, result.Record), (Stored.Id, group.RecordOf(new("ann"))));
        Assert.Equal(applied ? Precedence.Apply(before, Stored.Id, command) : before, result.Record);
        Assert.Equal(applied && before is null ? [result.Record!] : [], group.NewRecords);
        Assert.Equal(applied && before is not null ? [result.Record!] : [], group.ChangedRecords);
        Assert.Equal(
            outcome == "Unchanged"
                ? []
                : [new RecordedDecision(Stored.Id, new("ann"), action, command.RoleId, command.Decision, result.Outcome)],
            group.History);
    }

    public static TheoryData<string, string, MembershipAction, string?, GroupCommandRefusal> Refusals => new()
    {
        { "other", "", Assign, Champion, GroupCommandRefusal.PersonOfAnotherAccount },
        { "Acme", Champion, Remove, null, GroupCommandRefusal.PersonOfAnotherAccount },
        { "acme", "", Assign, "Champion", GroupCommandRefusal.RoleNotInTemplate },
        { "acme", Champion, ChangeRole, "nothing", GroupCommandRefusal.RoleNotInTemplate },
        { "acme", "", ChangeRole, Champion, GroupCommandRefusal.NotAMember },
        // The first reason is the one given.
        { "other", "", ChangeRole, "nothing", GroupCommandRefusal.PersonOfAnotherAccount },
        { "acme", "", ChangeRole, "nothing", GroupCommandRefusal.RoleNotInTemplate },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refused_command_changes_nothing(
        string account, string roleBefore, MembershipAction action, string? role, GroupCommandRefusal refusal)
    {
        var group = Load(Member("ann", roleBefore is "" ? null : roleBefore, Job));

        Assert.Equal(new RefusedCommand(refusal), group.Decide(Command(action, "ann", role, Manual), new(account)));

        AssertUnchanged(group);
    }

    [Fact]
    public void Whom_nobody_has_decided_on_has_no_role_to_change() =>
        Assert.Equal(new RefusedCommand(GroupCommandRefusal.NotAMember), Load().Decide(Command(ChangeRole, "ann", Champion, Manual), Acme));

    [Fact]
    public void A_later_command_sees_what_an_earlier_one_did_and_the_revision_grows_once()
    {
        var group = Load(Member("bob", "influencer"));
        string[] outcomes =
        [
            .. new[]
            {
                Command(Assign, "ann", Champion, Journey),
                Command(Assign, "ann", Helper, Manual),
                Command(Assign, "ann", Champion, Journey),
                Command(Remove, "bob", null, Manual),
                Command(Remove, "ann", null, Manual),
                Command(Assign, "bob", Helper, Manual),
            }.Select(command => TextOf(group.Decide(command, Acme))),
        ];

        Assert.Equal(["Applied", "Applied", "Overruled", "Applied", "Applied", "Applied"], outcomes);
        Assert.Equal(
            "MemberAssigned ann: - > champion; RoleChanged ann: champion > helper; MemberRemoved bob: influencer > -; "
                + "MemberRemoved ann: helper > -; MemberAssigned bob: - > helper",
            TextOf(group.Events));
        Assert.Equal(8, group.State.Revision);
        // Ann is new to the group, though she has come and gone since.
        Assert.Equal([("ann", 3)], group.NewRecords.Select(record => (record.PersonId.Value, record.Revision)));
        Assert.Equal([("bob", 5)], group.ChangedRecords.Select(record => (record.PersonId.Value, record.Revision)));
        Assert.Equal(6, group.History.Count);
    }

    internal static void AssertUnchanged(GroupUnderChange group)
    {
        Assert.Equal((false, false), (group.HasChanged, group.MembersHaveChanged));
        Assert.Equal(group.Loaded, group.State);
        Assert.Empty(group.Events);
        Assert.Empty(group.History);
        Assert.Empty(group.NewRecords.Concat(group.ChangedRecords));
    }

    private static (BuyingGroupId, SolutionInterestId, AccountId, Decision) Head(NewEvent change) =>
        (change.GroupId, change.SolutionInterestId, change.AccountId, change.Decision);
}
