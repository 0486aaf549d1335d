using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;
using static BuyingGroups.V1.MembershipOutcome;

namespace BuyingGroups.Server.Tests.Membership;

/// <summary>What each membership command does, as a caller sees it; precedence has tests of its own.</summary>
public sealed class CommandTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>, IAsyncLifetime
{
    private readonly Scenario _scenario = new(server.Client);

    private MembershipService.MembershipServiceClient Memberships => server.Client.Memberships;

    public Task InitializeAsync() => _scenario.GroupAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Changing_the_role_is_for_members_only()
    {
        var ann = await _scenario.MemberAsync("Ann", Scenario.DecisionMaker);
        var bob = await _scenario.PersonAsync("Bob");

        var changed = await ChangeRoleAsync(ann, Scenario.Influencer);
        Assert.Equal((Applied, Scenario.Influencer), (changed.Outcome, changed.Membership.RoleId));
        Assert.Equal(Unchanged, (await ChangeRoleAsync(ann, Scenario.Influencer)).Outcome);

        await ExpectNotAMemberAsync(bob);
        await _scenario.RemoveAsync(ann, MembershipSource.Manual);
        await ExpectNotAMemberAsync(ann);
        await Refusal.ExpectAsync(
            () => Memberships.ChangeMemberRoleAsync(
                new() { BuyingGroupId = _scenario.GroupId, PersonId = ann, RoleId = Scenario.Champion, Source = MembershipSource.Manual }),
            "role_id",
            "ROLE_NOT_IN_TEMPLATE");
    }

    [Fact]
    public async Task A_released_member_stays_and_the_system_may_decide_again()
    {
        var ann = await _scenario.MemberAsync("Ann", Scenario.DecisionMaker);
        Assert.Equal(Overruled, (await _scenario.RemoveAsync(ann, MembershipSource.System)).Outcome);
        Assert.Equal(Overruled, (await ReleaseAsync(ann, MembershipSource.Journey)).Outcome);

        var released = await ReleaseAsync(ann, MembershipSource.Manual);

        Assert.Equal(
            (Applied, MembershipState.Assigned, Scenario.DecisionMaker, MembershipSource.System),
            (released.Outcome, released.Membership.State, released.Membership.RoleId, released.Membership.Decision.Source));
        Assert.Equal(Unchanged, (await ReleaseAsync(ann, MembershipSource.Manual)).Outcome);
        Assert.Equal(Applied, (await _scenario.RemoveAsync(ann, MembershipSource.System)).Outcome);
        var nobody = await ReleaseAsync(await _scenario.PersonAsync("Bob"), MembershipSource.Manual);
        Assert.Equal((Unchanged, null), (nobody.Outcome, nobody.Membership));
    }

    [Fact]
    public async Task A_decision_names_who_it_was_made_for_and_who_issued_it()
    {
        var ann = await _scenario.PersonAsync("Ann");
        await Memberships.AssignMemberAsync(new()
        {
            BuyingGroupId = _scenario.GroupId,
            PersonId = ann,
            RoleId = Scenario.DecisionMaker,
            Source = MembershipSource.Manual,
            Reason = "signed the last contract",
            OnBehalfOf = "eve@example.com",
        });

        var member = (await Memberships.GetMembershipAsync(new() { BuyingGroupId = _scenario.GroupId, PersonId = ann })).Member;

        Assert.Equal(
            ("eve@example.com", "local", "signed the last contract"),
            (member.Membership.Decision.Author, member.Membership.Decision.Caller, member.Membership.Decision.Reason));
        Assert.Equal(("Ann", "Decision Maker"), (member.FirstName, member.RoleDisplayName));
    }

    [Fact]
    public async Task The_membership_of_one_on_whom_nobody_decided_is_not_found()
    {
        var bob = await _scenario.PersonAsync("Bob");

        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await Memberships.GetMembershipAsync(new() { BuyingGroupId = _scenario.GroupId, PersonId = bob }));

        Assert.Equal(
            (StatusCode.NotFound, "buyinggroups.v1.Membership"),
            (error.StatusCode, error.GetRpcStatus()!.GetDetail<ResourceInfo>().ResourceType));
    }

    [Fact]
    public async Task The_history_has_every_decision_newest_first_the_overruled_ones_too()
    {
        var ann = await _scenario.PersonAsync("Ann");
        var bob = await _scenario.PersonAsync("Bob");
        await _scenario.AssignAsync(ann, Scenario.DecisionMaker, MembershipSource.Manual);
        await _scenario.AssignAsync(bob, Scenario.Influencer, MembershipSource.System);
        await _scenario.RemoveAsync(ann, MembershipSource.Journey);
        await _scenario.AssignAsync(ann, Scenario.DecisionMaker, MembershipSource.Manual); // holds already: not kept
        await ChangeRoleAsync(ann, Scenario.Influencer);
        await ReleaseAsync(ann, MembershipSource.Manual);

        var all = await DecisionsAsync("");
        var ofAnn = await DecisionsAsync(ann);

        Assert.Equal(
            [
                (MembershipAction.Release, MembershipSource.Manual, Applied, ""),
                (MembershipAction.ChangeRole, MembershipSource.Manual, Applied, Scenario.Influencer),
                (MembershipAction.Remove, MembershipSource.Journey, Overruled, ""),
                (MembershipAction.Assign, MembershipSource.Manual, Applied, Scenario.DecisionMaker),
            ],
            ofAnn.Select(decision => (decision.Action, decision.Decision.Source, decision.Outcome, decision.RoleId)));
        Assert.Equal([ann, ann, ann, bob, ann], all.Select(decision => decision.PersonId));
        Assert.Equal("by Manual", ofAnn[^1].Decision.Reason);
    }

    [Fact]
    public async Task The_groups_of_a_person_are_listed_by_state()
    {
        var second = await new Scenario(server.Client).GroupAsync();
        var ann = await _scenario.MemberAsync("Ann", Scenario.DecisionMaker);
        // Another solution interest for the same account.
        var other = await server.Client.Groups.CreateBuyingGroupAsync(
            new() { BuyingGroup = new() { SolutionInterestId = second.SolutionInterestId, AccountId = _scenario.Account } });
        await Memberships.RemoveMemberAsync(
            new() { BuyingGroupId = other.BuyingGroup.BuyingGroupId, PersonId = ann, Source = MembershipSource.Manual });

        var member = (await Memberships.ListPersonMembershipsAsync(new() { PersonId = ann })).Memberships.Single();
        var removed =
            (await Memberships.ListPersonMembershipsAsync(new() { PersonId = ann, State = MembershipState.Removed })).Memberships.Single();

        Assert.Equal(
            (_scenario.GroupId, _scenario.SolutionInterestId, "Decision Maker"),
            (member.Membership.BuyingGroupId, member.SolutionInterestId, member.RoleDisplayName));
        Assert.Equal(
            (other.BuyingGroup.BuyingGroupId, other.BuyingGroup.DisplayName, ""),
            (removed.Membership.BuyingGroupId, removed.BuyingGroupDisplayName, removed.RoleDisplayName));
        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await Memberships.ListPersonMembershipsAsync(new() { PersonId = "nobody" }));
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    private async Task<IReadOnlyList<RecordedDecision>> DecisionsAsync(string person)
    {
        var decisions = new List<RecordedDecision>();
        var request = new ListMembershipDecisionsRequest { BuyingGroupId = _scenario.GroupId, PersonId = person, PageSize = 2 };
        do
        {
            var page = await Memberships.ListMembershipDecisionsAsync(request);
            decisions.AddRange(page.Decisions);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return decisions;
    }

    private async Task<ChangeMemberRoleResponse> ChangeRoleAsync(string person, string role) =>
        await Memberships.ChangeMemberRoleAsync(
            new() { BuyingGroupId = _scenario.GroupId, PersonId = person, RoleId = role, Source = MembershipSource.Manual });

    private async Task<ReleaseMemberResponse> ReleaseAsync(string person, MembershipSource source) =>
        await Memberships.ReleaseMemberAsync(new() { BuyingGroupId = _scenario.GroupId, PersonId = person, Source = source });

    private async Task ExpectNotAMemberAsync(string person)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => ChangeRoleAsync(person, Scenario.Influencer));
        var violation = error.GetRpcStatus()!.GetDetail<PreconditionFailure>().Violations.Single();
        Assert.Equal((StatusCode.FailedPrecondition, "NOT_A_MEMBER", person), (error.StatusCode, violation.Type, violation.Subject));
    }
}
