using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Tests.Conditions;
using CsCheck;
using Xunit;

namespace BuyingGroups.Domain.Tests.Jobs;

/// <summary>What a job does about one account (domain, Jobs): which groups are made, and what is asked about its people.</summary>
public class AccountPlanTests
{
    private const string Author = "jobs/this";

    private static readonly SolutionInterestId Interest = new("analytics");
    private static readonly BuyingGroupId Group = new("group");
    private static readonly AccountId Acme = new("acme");
    private static readonly PersonId Ann = new("ann");
    private static readonly RoleId Chief = new("chief");
    private static readonly JobId Creation = new("creation");
    private static readonly AudienceId Audience = new("audience");

    private static readonly AutoAssigner Assigner = new(Template("job_title IS \"Chief\""), PersonSchema.With(NoCustom));

    private static Dictionary<string, AttributeType> NoCustom => [];

    [Theory]
    [InlineData(true, true, false, true, false)] // on the list, and the condition holds: enters
    [InlineData(true, true, true, false, false)] // known already
    [InlineData(false, true, false, false, false)] // not on the list
    [InlineData(false, true, true, false, true)] // not on the list any more: leaves
    [InlineData(true, false, false, false, false)] // the condition doesn't hold
    [InlineData(true, false, true, false, true)] // it doesn't hold any more: leaves
    public void An_account_enters_an_audience_once_and_leaves_it(bool listed, bool holds, bool known, bool enters, bool leaves)
    {
        var condition = Subjects.Accounts.Compile(ConditionText.Parse("industry IS \"Automotive\""));
        var account = An(holds ? "Automotive" : "Retail", listed ? [Audience] : [], known ? [Creation] : [], group: null);

        var plan = AccountPlan.Of(account, Targets(updates: false, Of(hasList: true, condition)), Subjects.Today);

        Assert.Equal(enters ? [new EnteredAccount(Creation, Interest, Acme)] : [], plan.Entered);
        Assert.Equal(leaves ? [Creation] : [], plan.Left);
        Assert.Equal(enters, plan.FillsGroups);
        Assert.Empty(plan.ExistingGroups);
    }

    [Theory]
    [InlineData(false, false, false, "nothing")] // no group, not in the audience
    [InlineData(false, true, false, "filled")] // its group is made, and filled
    [InlineData(true, false, false, "nothing")] // a creation job leaves the group alone that is there
    [InlineData(true, true, false, "filled")] // unless the account has just entered its audience
    [InlineData(true, false, true, "kept up to date")] // maintenance
    [InlineData(true, true, true, "kept up to date")]
    [InlineData(false, false, true, "nothing")] // maintenance makes no group by itself
    public void A_group_is_filled_if_it_is_made_or_kept_up_to_date(bool isThere, bool enters, bool updates, string expected)
    {
        var account = An("Retail", [], enters ? [] : [Creation], isThere ? Group : null);
        var plan = AccountPlan.Of(account, Targets(updates, Of(hasList: false, condition: null)), Subjects.Today);

        plan.Decide(Ann, Person("Chief"), Before(), Author, Subjects.Today);

        Assert.Equal(isThere && expected != "nothing" ? [Group] : [], plan.ExistingGroups);
        Assert.Equal(
            expected == "nothing"
                ? []
                : [new MemberAsk(Interest, Acme, Ann, MembershipAction.Assign, Chief, IsMember: false, IfEntered: expected == "filled")],
            plan.Asks);
    }

    [Fact]
    public void Only_maintenance_takes_members_out()
    {
        MembershipRecord member = new(Group, Ann, MembershipState.Assigned, Chief, By(DecisionSource.System), 1);

        var maintenance = AccountPlan.Of(An("Retail", [], [], Group), Targets(updates: true), Subjects.Today);
        maintenance.Decide(Ann, Person("Clerk"), Before(member), Author, Subjects.Today);
        var creation = AccountPlan.Of(
            An("Retail", [], [], Group), Targets(updates: false, Of(hasList: false, condition: null)), Subjects.Today);
        creation.Decide(Ann, Person("Clerk"), Before(member), Author, Subjects.Today);

        Assert.Equal(
            [new MemberAsk(Interest, Acme, Ann, MembershipAction.Remove, null, IsMember: true, IfEntered: false)], maintenance.Asks);
        Assert.Empty(creation.Asks);
    }

    [Theory]
    [InlineData(DecisionSource.Manual, null, true, 0)] // refused for the first time: asked, so that the history tells it
    [InlineData(DecisionSource.Journey, null, true, 0)]
    [InlineData(DecisionSource.Manual, "jobs/yesterday", false, 1)] // told by an earlier job: counted, not asked again
    [InlineData(DecisionSource.Manual, Author, false, 0)] // told and counted by this very job before it was taken over
    [InlineData(DecisionSource.System, "jobs/yesterday", true, 0)] // what stands is the system's own word by now
    public void A_wish_that_is_overruled_is_told_once(DecisionSource standing, string? told, bool asked, int overruled)
    {
        MembershipRecord removed = new(Group, Ann, MembershipState.Removed, null, By(standing), 1);
        var wish = new OverruledWish(Group, Ann, MembershipAction.Assign, Chief);
        var before = Before(removed) with { ToldWishes = (told is null ? [] : new[] { told }).ToLookup(_ => wish) };
        var plan = AccountPlan.Of(An("Retail", [], [], Group), Targets(updates: true), Subjects.Today);

        plan.Decide(Ann, Person("Chief"), before, Author, Subjects.Today);

        Assert.Equal(asked ? [Chief] : [], plan.Asks.Select(ask => ask.Role!.Value));
        Assert.Equal(overruled, plan.Overruled);
    }

    [Fact]
    public void Attributes_are_read_only_for_conditions()
    {
        var unreadable = An("Retail", [], [], Group) with { Read = () => throw new FormatException() };

        Assert.Single(AccountPlan.Of(unreadable, Targets(updates: true, Of(hasList: false, condition: null)), Subjects.Today).Entered);
        Assert.Throws<FormatException>(() => AccountPlan.Of(
            unreadable,
            Targets(updates: true, Of(hasList: false, Subjects.Accounts.Compile(ConditionText.Parse("industry IS EMPTY")))),
            Subjects.Today));
    }

    [Fact]
    public void Each_of_many_audiences_is_entered_and_left_by_itself() =>
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool).Array[0, 6].Sample(audiences =>
        {
            // Each: is the account on its list, did its job know the account, does it have a list at all.
            var account = new AccountUnderJob(
                Acme,
                () => throw new InvalidOperationException("no condition asks for attributes"),
                Places(audiences, each => each.Item1).Select(AudienceOf).ToHashSet(),
                Places(audiences, each => each.Item2).Select(JobOf).ToHashSet(),
                new Dictionary<SolutionInterestId, BuyingGroupId>());
            var targets = new JobTargets(
            [
                new JobTarget(Interest, Assigner, Updates: false,
                    [.. audiences.Select((each, place) =>
                        (new RememberedAudience(JobOf(place), Interest, AudienceOf(place), each.Item3, null),
                            default(CompiledCondition<Account>)))]),
            ]);

            var plan = AccountPlan.Of(account, targets, Subjects.Today);

            bool IsIn((bool Listed, bool Known, bool HasList) each) => each.Listed || !each.HasList;
            Assert.Equal(Places(audiences, each => IsIn(each) && !each.Item2).Select(JobOf), plan.Entered.Select(entered => entered.Job));
            Assert.Equal(Places(audiences, each => !IsIn(each) && each.Item2).Select(JobOf), plan.Left);
            Assert.Equal(plan.Entered.Count > 0, plan.FillsGroups);
        });

    private static IEnumerable<int> Places<T>(IEnumerable<T> items, Func<T, bool> where) =>
        items.Index().Where(each => where(each.Item)).Select(each => each.Index);

    private static AudienceId AudienceOf(int place) => new($"audience-{place}");

    private static JobId JobOf(int place) => new($"job-{place}");

    private static RoleTemplate Template(string condition)
    {
        var change = new Change(DateTimeOffset.UnixEpoch, "ute");
        return new RoleTemplate(
            new("template"), "Template", "", DefinitionStatus.Live, [new TemplateRole(Chief, "Chief", RoleWeighting.Vital, true, 1)], 1,
            change, change, change)
        {
            AutoAssignments = new Dictionary<RoleId, AutoAssignment> { [Chief] = new(true, ConditionText.Parse(condition)) },
        };
    }

    private static (RememberedAudience, CompiledCondition<Account>?) Of(bool hasList, CompiledCondition<Account>? condition) =>
        (new RememberedAudience(Creation, Interest, Audience, hasList, null), condition);

    private static JobTargets Targets(bool updates, params (RememberedAudience, CompiledCondition<Account>?)[] audiences) =>
        new([new JobTarget(Interest, Assigner, updates, audiences)]);

    private static AccountUnderJob An(string industry, AudienceId[] listed, JobId[] known, BuyingGroupId? group) => new(
        Acme,
        () => new Account(Acme, "Acme", null, new AccountAttributes { Industry = industry }),
        listed.ToHashSet(),
        known.ToHashSet(),
        group is { } there ? new Dictionary<SolutionInterestId, BuyingGroupId> { [Interest] = there } : []);

    private static PersonSubject Person(string title) => new(new PersonAttributes { JobTitle = title }, null);

    private static StandingDecisions Before(params MembershipRecord[] records) => new(
        records.ToDictionary(record => (record.GroupId, record.PersonId)), Array.Empty<string>().ToLookup(_ => default(OverruledWish)!));

    private static Decision By(DecisionSource source) => new(source, "somebody", DateTimeOffset.UnixEpoch, "");
}
