using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using Xunit;
using static BuyingGroups.Domain.Tests.Groups.TestGroup;

namespace BuyingGroups.Domain.Tests.Groups;

/// <summary>The scores that are stored with a group, and when a change of them is told.</summary>
public class GroupScoreTests
{
    private static readonly MembershipRecord Ann = Member("ann", "champion");
    private static readonly MembershipRecord Bob = Member("bob", "influencer");
    private static readonly string[] People = ["ann", "bob", "cem"];

    [Theory]
    // Who is assigned to what: one champion and two influencers are required.
    [InlineData("cem", "influencer", 100, "CompletenessChanged : 75 % > 100 %")]
    [InlineData("cem", "champion", 75, "")]
    [InlineData("cem", "helper", 75, "")]
    [InlineData("bob", "helper", 50, "CompletenessChanged : 75 % > 50 %")]
    public void The_score_is_recomputed_after_members_changed_and_told_last(string person, string role, int completeness, string told)
    {
        var group = Load(Ann, Bob);
        var command = Command(MembershipAction.Assign, person, role, DecisionSource.Manual);
        group.Decide(command, Acme);
        group.SetStatus("hot", command.Decision);

        group.MembersCounted(CountOf([.. People.Select(id => group.RecordOf(new(id))).OfType<MembershipRecord>()]));

        Assert.Equal((completeness, 8), (group.State.Completeness.Displayed, group.State.Revision));
        Assert.Equal(told, TextOf(group.Events.Skip(2)));
        // Without the reason, which may say something about the person: an erasure couldn't find it there.
        Assert.All(group.Events.Skip(2), change => Assert.Equal(command.Decision with { Reason = "" }, change.Decision));
    }

    [Fact]
    public void The_score_is_told_as_of_the_last_decision_on_a_member()
    {
        var group = Load(Ann, Bob);
        group.Decide(Command(MembershipAction.Remove, "ann", null, DecisionSource.Manual), Acme);
        var last = By(DecisionSource.Manual) with { Author = "last" };
        group.Decide(Command(MembershipAction.Remove, "bob", null, DecisionSource.Manual) with { Decision = last }, Acme);
        group.Decide(Command(MembershipAction.Assign, "bob", "helper", DecisionSource.Journey), Acme);

        group.MembersCounted(CountOf([]));

        Assert.Equal((GroupEventType.CompletenessChanged, last with { Reason = "" }), (group.Events[^1].Type, group.Events[^1].Decision));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_left_with_the_account_or_was_erased_is_told_with_the_reason(bool erased)
    {
        var group = Load(Ann, Bob);
        var decision = By(Job, erased ? "person erased" : "moved to another account");
        if (erased)
        {
            group.Erase(new("ann"), decision);
        }
        else
        {
            group.LeaveAccount(new("ann"), decision);
        }

        group.MembersCounted(CountOf([Bob]));

        Assert.Equal(
            new NewEvent(
                GroupEventType.CompletenessChanged, Stored.Id, Stored.SolutionInterestId, Acme, null, decision,
                EventValue.OfCompleteness(75, 75), EventValue.OfCompleteness(25, 25)),
            group.Events[^1]);
    }

    [Fact]
    public void While_the_members_are_as_they_were_so_is_the_score()
    {
        var group = Load(Ann, Bob);
        group.Decide(Command(MembershipAction.Assign, "ann", "helper", Job), Acme);
        group.SetStatus("hot", By(Job));

        group.MembersCounted(_ => throw new InvalidOperationException("Nobody has to count."));

        Assert.Equal(group.Loaded.Completeness, group.State.Completeness);
    }

    [Theory]
    [InlineData(2, 75, 7, "")]
    [InlineData(1, 100, 8, "CompletenessChanged : 75 % > 100 %")]
    [InlineData(3, 67, 8, "CompletenessChanged : 75 % > 67 %")]
    public void New_settings_of_the_template_change_the_score_of_groups_that_have_another_by_them(
        int influencers, int completeness, int revision, string told)
    {
        var stored = Stored with { Completeness = CompletenessOf(Roles, [Ann, Bob]) };
        var group = new GroupUnderChange(stored, [Role("champion", 1), Role("influencer", influencers)], null, []);

        group.SettingsChanged(CountOf([Ann, Bob]), By(Job, "settings changed"));

        Assert.Equal((completeness, revision), (group.State.Completeness.Displayed, group.State.Revision));
        Assert.Equal(told, TextOf(group.Events));
        Assert.All(group.Events, change => Assert.Equal(By(Job, "settings changed"), change.Decision));
        Assert.False(group.MembersHaveChanged);
    }

    [Fact]
    public void A_score_that_is_shown_the_same_is_stored_exactly_but_not_told()
    {
        var group = new GroupUnderChange(Stored with { Completeness = new(33.4, 33) }, [Role("champion", 3)], null, []);

        group.SettingsChanged(_ => 1, By(Job));

        Assert.Equal((new StoredCompleteness(100 / 3.0, 33), 8), (group.State.Completeness, group.State.Revision));
        Assert.Empty(group.Events);
    }

    [Theory]
    [InlineData(null, 0, 0, "")]
    [InlineData(null, 0.4, 0, "")]
    [InlineData(null, 35.25, 35, "EngagementChanged : - > 35")]
    [InlineData(35.25, 35.4, 35, "")]
    [InlineData(35.25, 36.0, 36, "EngagementChanged : 35 > 36")]
    [InlineData(35.25, 0, 0, "EngagementChanged : 35 > 0")]
    public void A_pass_stores_the_engagement_score_beside_the_revision(double? before, double exact, long displayed, string told)
    {
        var at = DateTimeOffset.UnixEpoch;
        var group = Load(Stored with { Engagement = before is { } value ? new StoredEngagement(value, 35, at) : null });

        group.StoreEngagement(exact, displayed, By(Job));

        Assert.Equal(new StoredEngagement(exact, displayed, By(Job).At), group.State.Engagement);
        Assert.Equal((false, 7), (group.HasChanged, group.State.Revision));
        Assert.Equal(told, TextOf(group.Events));
        Assert.All(group.Events, change => Assert.Equal((before, exact), (change.Old?.EngagementExact, change.New!.EngagementExact)));
    }
}
