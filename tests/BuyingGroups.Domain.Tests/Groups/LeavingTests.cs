using BuyingGroups.Domain.Membership;
using Xunit;
using static BuyingGroups.Domain.Membership.DecisionSource;
using static BuyingGroups.Domain.Tests.Groups.TestGroup;

namespace BuyingGroups.Domain.Tests.Groups;

/// <summary>A member leaves by a removal, with the account, or by being erased: the group changes in the same way.</summary>
public class LeavingTests
{
    private static readonly Decision Moved = By(Job, "moved to another account");
    private static readonly Decision Erased = By(Job, "person erased");

    public static TheoryData<DecisionSource> Sources => new(Job, Journey, Manual);

    [Theory]
    [MemberData(nameof(Sources))]
    public void Who_leaves_the_account_is_no_member_any_more_whoever_decided_that(DecisionSource source)
    {
        var group = Load(Member("ann", "champion", source), Member("bob", "influencer"));

        group.LeaveAccount(new("ann"), Moved);

        var record = new MembershipRecord(Stored.Id, new("ann"), MembershipState.Removed, null, Moved, Revision: 4);
        Assert.Equal(record, group.RecordOf(new("ann")));
        Assert.Equal([record], group.ChangedRecords);
        Assert.Empty(group.NewRecords);
        Assert.Equal(
            [new RecordedDecision(Stored.Id, new("ann"), MembershipAction.LeaveAccount, null, Moved, MembershipOutcome.Applied)],
            group.History);
        Assert.Equal("MemberRemoved ann: champion > -", TextOf(group.Events));
        Assert.Equal(Moved, group.Events[0].Decision);
        Assert.Equal((8, true), (group.State.Revision, group.MembersHaveChanged));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Of_who_is_erased_no_record_stays_and_the_event_has_no_name(DecisionSource source)
    {
        var group = Load(Member("ann", "champion", source), Member("bob", "influencer"));

        group.Erase(new("ann"), Erased);

        Assert.Null(group.RecordOf(new("ann")));
        Assert.Empty(group.NewRecords.Concat(group.ChangedRecords));
        Assert.Empty(group.History);
        Assert.Equal("MemberRemoved : champion > -", TextOf(group.Events));
        Assert.Equal(Erased, group.Events[0].Decision);
        Assert.Equal((8, true), (group.State.Revision, group.MembersHaveChanged));
    }

    [Fact]
    public void Who_is_no_member_changes_nothing_by_leaving()
    {
        var group = Load(Member("ann", null));

        group.LeaveAccount(new("ann"), Moved);
        group.LeaveAccount(new("nobody"), Moved);
        group.Erase(new("nobody"), Erased);

        MembershipChangeTests.AssertUnchanged(group);
        Assert.NotNull(group.RecordOf(new("ann")));
    }

    [Fact]
    public void An_erased_removal_is_gone_and_the_group_as_it_was()
    {
        var group = Load(Member("ann", null));

        group.Erase(new("ann"), Erased);

        MembershipChangeTests.AssertUnchanged(group);
        Assert.Null(group.RecordOf(new("ann")));
    }

    [Fact]
    public void Nothing_of_what_was_decided_on_an_erased_person_is_kept()
    {
        var group = Load();
        group.Decide(Command(MembershipAction.Assign, "ann", "champion", Manual), Acme);
        group.Decide(Command(MembershipAction.Assign, "bob", "helper", Manual), Acme);

        group.Erase(new("ann"), Erased);

        Assert.Equal(["bob"], group.NewRecords.Select(record => record.PersonId.Value));
        Assert.Equal(["bob"], group.History.Select(entry => entry.PersonId.Value));
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("moved")]
    [InlineData("erased")]
    public void Removed_moved_or_erased_the_score_changes_alike(string how)
    {
        var bob = Member("bob", "influencer");
        var group = Load(Member("ann", "champion"), bob);
        switch (how)
        {
            case "removed":
                group.Decide(Command(MembershipAction.Remove, "ann", null, Manual), Acme);
                break;
            case "moved":
                group.LeaveAccount(new("ann"), Moved);
                break;
            default:
                group.Erase(new("ann"), Erased);
                break;
        }

        group.MembersCounted(CountOf([bob]));

        Assert.Equal("CompletenessChanged : 75 % > 25 %", TextOf(group.Events[^1]));
        Assert.Equal((2, 8, 25), (group.Events.Count, group.State.Revision, group.State.Completeness.Displayed));
    }
}
