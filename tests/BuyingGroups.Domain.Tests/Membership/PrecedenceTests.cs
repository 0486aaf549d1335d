using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Membership;
using Xunit;
using static BuyingGroups.Domain.Membership.DecisionSource;
using static BuyingGroups.Domain.Membership.MembershipOutcome;
using static BuyingGroups.Domain.Tests.Membership.Ask;
using static BuyingGroups.Domain.Tests.Membership.Stands;

namespace BuyingGroups.Domain.Tests.Membership;

/// <summary>What the record of a person in a group says; the role is "Champion" where there is one.</summary>
public enum Stands
{
    Assigned,
    Removed,
}

/// <summary>What a command asks for.</summary>
public enum Ask
{
    ToAssignAsChampion,
    ToAssignAsInfluencer,
    ToRemove,
    ToChangeToChampion,
    ToChangeToInfluencer,
    ToRelease,
}

/// <summary>
/// The whole rule as a table: what stands, who decided it, what is asked, and what comes of it for each source that may ask.
/// </summary>
public class PrecedenceTests
{
    // "System" alone would be the namespace.
    private const DecisionSource Job = DecisionSource.System;

    private static readonly RoleId Champion = new("champion");
    private static readonly RoleId Influencer = new("influencer");

    public static TheoryData<Stands?, DecisionSource?, Ask, MembershipOutcome, MembershipOutcome, MembershipOutcome> Table => new()
    {
        //                                         asked by: Job        Journey    Manual
        { null, null, ToAssignAsChampion,                    Applied,   Applied,   Applied },
        { null, null, ToAssignAsInfluencer,                  Applied,   Applied,   Applied },
        { null, null, ToRemove,                              Applied,   Applied,   Applied },

        { Assigned, Job, ToAssignAsChampion,                 Unchanged, Applied,   Applied },
        { Assigned, Job, ToAssignAsInfluencer,               Applied,   Applied,   Applied },
        { Assigned, Job, ToRemove,                           Applied,   Applied,   Applied },
        { Removed, Job, ToAssignAsChampion,                  Applied,   Applied,   Applied },
        { Removed, Job, ToAssignAsInfluencer,                Applied,   Applied,   Applied },
        { Removed, Job, ToRemove,                            Unchanged, Applied,   Applied },

        { Assigned, Journey, ToAssignAsChampion,             Unchanged, Unchanged, Applied },
        { Assigned, Journey, ToAssignAsInfluencer,           Overruled, Applied,   Applied },
        { Assigned, Journey, ToRemove,                       Overruled, Applied,   Applied },
        { Removed, Journey, ToAssignAsChampion,              Overruled, Applied,   Applied },
        { Removed, Journey, ToAssignAsInfluencer,            Overruled, Applied,   Applied },
        { Removed, Journey, ToRemove,                        Unchanged, Unchanged, Applied },

        { Assigned, Manual, ToAssignAsChampion,              Unchanged, Unchanged, Unchanged },
        { Assigned, Manual, ToAssignAsInfluencer,            Overruled, Overruled, Applied },
        { Assigned, Manual, ToRemove,                        Overruled, Overruled, Applied },
        { Removed, Manual, ToAssignAsChampion,               Overruled, Overruled, Applied },
        { Removed, Manual, ToAssignAsInfluencer,             Overruled, Overruled, Applied },
        { Removed, Manual, ToRemove,                         Unchanged, Unchanged, Unchanged },

        // To change the role is asked of members only.
        { Assigned, Job, ToChangeToChampion,                 Unchanged, Applied,   Applied },
        { Assigned, Job, ToChangeToInfluencer,               Applied,   Applied,   Applied },
        { Assigned, Journey, ToChangeToChampion,             Unchanged, Unchanged, Applied },
        { Assigned, Journey, ToChangeToInfluencer,           Overruled, Applied,   Applied },
        { Assigned, Manual, ToChangeToChampion,              Unchanged, Unchanged, Unchanged },
        { Assigned, Manual, ToChangeToInfluencer,            Overruled, Overruled, Applied },

        { null, null, ToRelease,                             Unchanged, Unchanged, Unchanged },
        { Assigned, Job, ToRelease,                          Unchanged, Unchanged, Unchanged },
        { Removed, Job, ToRelease,                           Unchanged, Unchanged, Unchanged },
        { Assigned, Journey, ToRelease,                      Overruled, Applied,   Applied },
        { Removed, Journey, ToRelease,                       Overruled, Applied,   Applied },
        { Assigned, Manual, ToRelease,                       Overruled, Overruled, Applied },
        { Removed, Manual, ToRelease,                        Overruled, Overruled, Applied },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void The_stronger_source_decides_and_of_equals_the_latest(
        Stands? stands,
        DecisionSource? decidedBy,
        Ask ask,
        MembershipOutcome byJob,
        MembershipOutcome byJourney,
        MembershipOutcome byManual)
    {
        var record = Record(stands, decidedBy);
        Assert.Equal(byJob, Precedence.Decide(record, Command(ask, Job)));
        Assert.Equal(byJourney, Precedence.Decide(record, Command(ask, Journey)));
        Assert.Equal(byManual, Precedence.Decide(record, Command(ask, Manual)));
    }

    [Fact]
    public void A_manual_assignment_is_not_undone_by_a_maintenance_job() =>
        Assert.Equal(Overruled, Precedence.Decide(Record(Assigned, Manual), Command(ToRemove, Job)));

    [Fact]
    public void A_manual_removal_is_not_undone_by_a_journey() =>
        Assert.Equal(Overruled, Precedence.Decide(Record(Removed, Manual), Command(ToAssignAsChampion, Journey)));

    [Fact]
    public void A_role_set_by_a_journey_is_not_changed_by_a_job() =>
        Assert.Equal(Overruled, Precedence.Decide(Record(Assigned, Journey), Command(ToAssignAsInfluencer, Job)));

    [Fact]
    public void A_user_who_confirms_what_the_system_assigned_takes_the_record_over() =>
        Assert.Equal(Applied, Precedence.Decide(Record(Assigned, Job), Command(ToAssignAsChampion, Manual)));

    [Theory]
    [InlineData(ToAssignAsInfluencer, MembershipState.Assigned)]
    [InlineData(ToChangeToInfluencer, MembershipState.Assigned)]
    [InlineData(ToRemove, MembershipState.Removed)]
    public void What_took_effect_is_what_stands(Ask ask, MembershipState state)
    {
        var command = Command(ask, Manual);

        var after = Precedence.Apply(Record(Assigned, Job), new("group"), command);

        Assert.Equal(new MembershipRecord(new("group"), new("ann"), state, command.RoleId, command.Decision, Revision: 2), after);
    }

    [Theory]
    [InlineData(Assigned, Journey)]
    [InlineData(Removed, Manual)]
    public void A_release_leaves_state_and_role_and_hands_the_decision_to_the_system(Stands stands, DecisionSource decidedBy)
    {
        var before = Record(stands, decidedBy)!;
        var release = Command(ToRelease, Manual);

        var after = Precedence.Apply(before, new("group"), release);

        Assert.Equal(before with { Decision = release.Decision with { Source = Job }, Revision = 2 }, after);
        Assert.Equal(Applied, Precedence.Decide(after, Command(stands == Assigned ? ToRemove : ToAssignAsChampion, Job)));
    }

    [Fact]
    public void A_command_is_of_a_known_action() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Precedence.Apply(null, new("group"), Command(ToRemove, Manual) with { Action = default }));

    private static MembershipRecord? Record(Stands? stands, DecisionSource? decidedBy) => stands is null
        ? null
        : new MembershipRecord(
            new("group"),
            new("ann"),
            stands == Assigned ? MembershipState.Assigned : MembershipState.Removed,
            stands == Assigned ? Champion : null,
            By(decidedBy!.Value),
            Revision: 1);

    private static MembershipCommand Command(Ask ask, DecisionSource source)
    {
        var (action, role) = ask switch
        {
            ToAssignAsChampion => (MembershipAction.Assign, Champion),
            ToAssignAsInfluencer => (MembershipAction.Assign, Influencer),
            ToChangeToChampion => (MembershipAction.ChangeRole, Champion),
            ToChangeToInfluencer => (MembershipAction.ChangeRole, Influencer),
            ToRemove => (MembershipAction.Remove, default(RoleId?)),
            ToRelease => (MembershipAction.Release, default(RoleId?)),
            _ => throw new ArgumentOutOfRangeException(nameof(ask), ask, "not asked here"),
        };
        return new(action, new("ann"), role, By(source));
    }

    private static Decision By(DecisionSource source) => new(source, $"{source} author", DateTimeOffset.UnixEpoch, "");
}
