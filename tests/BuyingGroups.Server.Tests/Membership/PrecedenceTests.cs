using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Membership;

/// <summary>Who may overrule whom, as callers see it: outcomes, and the decision that stands.</summary>
public sealed class PrecedenceTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private readonly Scenario _scenario = new(server.Client);

    [Fact]
    public async Task A_manual_assignment_is_not_removed_by_a_job_nor_by_a_journey()
    {
        var scenario = await _scenario.GroupAsync();
        var ada = await scenario.PersonAsync("Ada");
        var assigned = await scenario.AssignAsync(ada, Scenario.Influencer, MembershipSource.Manual);

        foreach (var lower in new[] { MembershipSource.System, MembershipSource.Journey })
        {
            var removal = await scenario.RemoveAsync(ada, lower);

            Assert.Equal(MembershipOutcome.Overruled, removal.Outcome);
            Assert.Equal(assigned.Membership, removal.Membership);
        }

        Assert.Equal(MembershipOutcome.Applied, assigned.Outcome);
        Assert.Equal([ada], await MembersAsync(MembershipState.Assigned));
    }

    [Fact]
    public async Task A_journey_assignment_is_not_removed_by_a_job_but_by_a_user()
    {
        var scenario = await _scenario.GroupAsync();
        var ada = await scenario.PersonAsync("Ada");
        await scenario.AssignAsync(ada, Scenario.Influencer, MembershipSource.Journey);

        Assert.Equal(MembershipOutcome.Overruled, (await scenario.RemoveAsync(ada, MembershipSource.System)).Outcome);
        Assert.Equal([ada], await MembersAsync(MembershipState.Assigned));
        Assert.Equal(MembershipOutcome.Applied, (await scenario.RemoveAsync(ada, MembershipSource.Manual)).Outcome);
        Assert.Empty(await MembersAsync(MembershipState.Assigned));
    }

    [Theory]
    [InlineData(MembershipSource.Manual, MembershipSource.Journey)]
    [InlineData(MembershipSource.Manual, MembershipSource.System)]
    [InlineData(MembershipSource.Journey, MembershipSource.System)]
    public async Task A_removal_is_kept_and_a_lower_source_does_not_put_the_person_back(MembershipSource remover, MembershipSource lower)
    {
        var scenario = await _scenario.GroupAsync();
        var ada = await scenario.PersonAsync("Ada");
        await scenario.AssignAsync(ada, Scenario.Influencer, lower);
        var removal = await scenario.RemoveAsync(ada, remover);

        var again = await scenario.AssignAsync(ada, Scenario.Influencer, lower);

        Assert.Equal((MembershipState.Removed, "", 2L), (removal.Membership.State, removal.Membership.RoleId, removal.Membership.Revision));
        Assert.Equal(MembershipOutcome.Overruled, again.Outcome);
        Assert.Equal(removal.Membership, again.Membership);
        Assert.Equal([ada], await MembersAsync(MembershipState.Removed));
        Assert.Equal(MembershipOutcome.Applied, (await scenario.AssignAsync(ada, Scenario.Influencer, remover)).Outcome);
    }

    [Theory]
    [InlineData(MembershipSource.Manual, MembershipSource.Journey)]
    [InlineData(MembershipSource.Manual, MembershipSource.System)]
    [InlineData(MembershipSource.Journey, MembershipSource.System)]
    public async Task A_role_set_by_a_higher_source_is_not_changed_by_a_lower_one(MembershipSource higher, MembershipSource lower)
    {
        var scenario = await _scenario.GroupAsync();
        var ada = await scenario.PersonAsync("Ada");
        await scenario.AssignAsync(ada, Scenario.Influencer, higher);

        var change = await scenario.AssignAsync(ada, Scenario.Practitioner, lower);

        Assert.Equal((MembershipOutcome.Overruled, Scenario.Influencer), (change.Outcome, change.Membership.RoleId));
        Assert.Equal(higher, change.Membership.Decision.Source);
    }

    [Fact]
    public async Task Between_equal_sources_the_latest_wins()
    {
        var scenario = await _scenario.GroupAsync();
        var ada = await scenario.PersonAsync("Ada");
        await scenario.AssignAsync(ada, Scenario.Influencer, MembershipSource.Journey);

        var changed = await scenario.AssignAsync(ada, Scenario.Practitioner, MembershipSource.Journey);

        Assert.Equal(
            (MembershipOutcome.Applied, Scenario.Practitioner, 2L),
            (changed.Outcome, changed.Membership.RoleId, changed.Membership.Revision));
    }

    [Fact]
    public async Task What_already_holds_is_left_alone_unless_a_higher_source_agrees_and_takes_it_over()
    {
        var scenario = await _scenario.GroupAsync();
        var ada = await scenario.PersonAsync("Ada");
        var first = await scenario.AssignAsync(ada, Scenario.Influencer, MembershipSource.System);

        var same = await scenario.AssignAsync(ada, Scenario.Influencer, MembershipSource.System);
        var confirmed = await scenario.AssignAsync(ada, Scenario.Influencer, MembershipSource.Manual);

        Assert.Equal((MembershipOutcome.Unchanged, first.Membership), (same.Outcome, same.Membership));
        Assert.Equal(MembershipOutcome.Applied, confirmed.Outcome);
        Assert.Equal((MembershipSource.Manual, 2L), (confirmed.Membership.Decision.Source, confirmed.Membership.Revision));
        Assert.Equal(MembershipOutcome.Overruled, (await scenario.RemoveAsync(ada, MembershipSource.System)).Outcome);
    }

    [Fact]
    public async Task A_removal_of_one_who_is_no_member_is_recorded_so_that_the_person_stays_out()
    {
        var scenario = await _scenario.GroupAsync();
        var ada = await scenario.PersonAsync("Ada");

        var removal = await scenario.RemoveAsync(ada, MembershipSource.Manual);

        Assert.Equal((MembershipOutcome.Applied, MembershipState.Removed), (removal.Outcome, removal.Membership.State));
        Assert.Equal(MembershipOutcome.Unchanged, (await scenario.RemoveAsync(ada, MembershipSource.Manual)).Outcome);
        Assert.Equal(MembershipOutcome.Overruled, (await scenario.AssignAsync(ada, Scenario.Influencer, MembershipSource.Journey)).Outcome);
    }

    [Fact]
    public async Task The_author_is_the_user_for_whom_the_caller_acts()
    {
        var scenario = await _scenario.GroupAsync();
        var ada = await scenario.PersonAsync("Ada");
        var before = DateTimeOffset.UtcNow;

        var answer = await server.Client.Memberships.AssignMemberAsync(new()
        {
            BuyingGroupId = scenario.GroupId,
            PersonId = ada,
            RoleId = Scenario.Influencer,
            Source = MembershipSource.Manual,
            Reason = "Met at the fair",
            OnBehalfOf = "grace@example.com",
        });
        var overruled = await scenario.RemoveAsync(ada, MembershipSource.System);

        var standing = overruled.Membership.Decision;
        Assert.Equal(answer.Membership.Decision, standing);
        Assert.Equal(
            (MembershipSource.Manual, "grace@example.com", "Met at the fair"), (standing.Source, standing.Author, standing.Reason));
        Assert.InRange(standing.DecideTime.ToDateTimeOffset(), before, DateTimeOffset.UtcNow);
        Assert.Equal("local", (await scenario.RemoveAsync(ada, MembershipSource.Manual)).Membership.Decision.Author);
    }

    [Fact]
    public async Task Completeness_changes_with_the_command_and_not_with_an_overruled_one()
    {
        var scenario = await _scenario.GroupAsync();
        var ada = await scenario.PersonAsync("Ada");
        await scenario.AssignAsync(ada, Scenario.Influencer, MembershipSource.Manual);
        Assert.Equal(33, await CompletenessAsync());

        await scenario.RemoveAsync(ada, MembershipSource.System);
        Assert.Equal(33, await CompletenessAsync());

        await scenario.RemoveAsync(ada, MembershipSource.Manual);
        Assert.Equal(0, await CompletenessAsync());
    }

    private async Task<long> CompletenessAsync() =>
        (await server.Client.Groups.GetBuyingGroupAsync(new() { BuyingGroupId = _scenario.GroupId })).BuyingGroup.Completeness.Displayed;

    private async Task<string[]> MembersAsync(MembershipState state)
    {
        var answer = await server.Client.Memberships.ListMembersAsync(new() { BuyingGroupId = _scenario.GroupId, State = state });
        return [.. answer.Members.Select(member => member.Membership.PersonId)];
    }
}
