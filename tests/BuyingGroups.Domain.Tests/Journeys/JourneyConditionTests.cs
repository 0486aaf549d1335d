using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Journeys;
using BuyingGroups.Domain.Membership;
using Xunit;

namespace BuyingGroups.Domain.Tests.Journeys;

/// <summary>Which constraint of a condition fails first; null: the group meets it.</summary>
public class JourneyConditionTests
{
    private static readonly RoleId Champion = new("champion");

    private static readonly GroupFacts Group = new(
        new("g"), new("acme"), new("cloud"), "talk", "On Hold", 67, new Dictionary<RoleId, int> { [Champion] = 2 });

    public static TheoryData<GroupConstraints, ConditionConstraint?> OfGroup => new()
    {
        { new(), null },
        { new() { SolutionInterest = new("cloud"), Stages = Set("talk"), Statuses = Set("ON HOLD"), Completeness = AtLeast(67) }, null },
        {
            new() { SolutionInterest = new("other"), Stages = Set("new"), Statuses = Set("WON"), Completeness = AtLeast(68) },
            ConditionConstraint.SolutionInterest
        },
        { new() { Stages = Set("new", ""), Statuses = Set("WON"), Completeness = AtLeast(68) }, ConditionConstraint.Stage },
        { new() { Stages = Set("talk"), Statuses = Set("WON", ""), Completeness = AtLeast(68) }, ConditionConstraint.Status },
        { new() { Completeness = AtLeast(68) }, ConditionConstraint.Completeness },
    };

    [Theory]
    [MemberData(nameof(OfGroup))]
    public void Of_a_group_the_first_that_fails_is_told(GroupConstraints constraints, ConditionConstraint? failed)
    {
        Assert.Equal(failed, new AccountCondition(new("acme"), constraints, null, 1).FirstFailed(Group, null));
        Assert.Equal(failed, Person(constraints).FirstFailed(Group, new(MembershipState.Assigned, Champion)));
    }

    [Theory]
    [InlineData("champion", 1, null)]
    [InlineData("champion", 2, null)]
    [InlineData("champion", 3, ConditionConstraint.Role)]
    [InlineData("influencer", 1, ConditionConstraint.Role)]
    public void A_role_has_members_enough_or_not(string role, int members, ConditionConstraint? failed) =>
        Assert.Equal(failed, new AccountCondition(new("acme"), new(), new RoleId(role), members).FirstFailed(Group, null));

    public static TheoryData<bool, string?, MembershipState?, ConditionConstraint?> OfPerson => new()
    {
        //  removed, role asked, state
        { false, null, null, ConditionConstraint.Membership },
        { false, null, MembershipState.Removed, ConditionConstraint.Membership },
        { false, null, MembershipState.Assigned, null },
        { false, "champion", MembershipState.Assigned, null },
        { false, "influencer", MembershipState.Assigned, ConditionConstraint.Role },
        { true, null, MembershipState.Removed, null },
        { true, null, MembershipState.Assigned, ConditionConstraint.Membership },
        { true, null, null, ConditionConstraint.Membership },
    };

    [Theory]
    [MemberData(nameof(OfPerson))]
    public void A_person_is_a_member_or_was_removed(bool removed, string? role, MembershipState? state, ConditionConstraint? failed)
    {
        var condition = Person(new(), removed, role);
        var membership = state is { } known ? new PersonInGroup(known, known == MembershipState.Assigned ? Champion : null) : null;

        Assert.Equal(failed, condition.FirstFailed(Group, membership));
    }

    private static PersonCondition Person(GroupConstraints constraints, bool removed = false, string? role = null) =>
        new(new("ann"), constraints, role is null ? new HashSet<RoleId>() : new HashSet<RoleId> { new(role) }, removed);

    private static NumberConstraint AtLeast(double value) => new(NumberComparison.GreaterOrEqual, value);

    private static HashSet<string> Set(params string[] values) => [.. values];
}
