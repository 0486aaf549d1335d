using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Membership;

/// <summary>Who is in a group, page by page, and who can't be.</summary>
public sealed class MemberListTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private readonly Scenario _scenario = new(server.Client);

    [Fact]
    public async Task Members_are_listed_by_state_and_role_with_what_is_known_of_them()
    {
        var scenario = await _scenario.GroupAsync();
        var ada = await scenario.MemberAsync("Ada", Scenario.Influencer);
        var bob = await scenario.MemberAsync("Bob", Scenario.Practitioner);
        var cyd = await scenario.MemberAsync("Cyd", Scenario.Practitioner);
        await scenario.RemoveAsync(cyd, MembershipSource.Manual);

        Assert.Equal([ada, bob], await IdsAsync(new()));
        Assert.Equal([ada, bob], await IdsAsync(new() { State = MembershipState.Assigned }));
        Assert.Equal([bob], await IdsAsync(new() { RoleId = Scenario.Practitioner }));
        Assert.Equal([cyd], await IdsAsync(new() { State = MembershipState.Removed }));
        Assert.Empty(await IdsAsync(new() { RoleId = Scenario.DecisionMaker }));

        var member = (await server.Client.Memberships.ListMembersAsync(new() { BuyingGroupId = scenario.GroupId })).Members[0];
        Assert.Equal(("Influencer", "Ada", "", "Director"), (member.RoleDisplayName, member.FirstName, member.LastName, member.JobTitle));
        Assert.Equal((scenario.GroupId, MembershipState.Assigned), (member.Membership.BuyingGroupId, member.Membership.State));
    }

    [Fact]
    public async Task Pages_have_every_member_once()
    {
        var scenario = await _scenario.GroupAsync();
        var members = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            members.Add(await scenario.MemberAsync($"Member{i}", Scenario.Practitioner));
        }

        var listed = new List<string>();
        var request = new ListMembersRequest { BuyingGroupId = scenario.GroupId, PageSize = 3 };
        do
        {
            var page = await server.Client.Memberships.ListMembersAsync(request);
            Assert.InRange(page.Members.Count, 1, 3);
            listed.AddRange(page.Members.Select(member => member.Membership.PersonId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(members, listed);
    }

    [Fact]
    public async Task A_page_token_is_good_for_its_own_list_only()
    {
        var scenario = await _scenario.GroupAsync();
        await scenario.MemberAsync("Ada", Scenario.Practitioner);
        await scenario.MemberAsync("Bob", Scenario.Practitioner);
        var page = await server.Client.Memberships.ListMembersAsync(new() { BuyingGroupId = scenario.GroupId, PageSize = 1 });

        await Refusal.ExpectAsync(
            () => server.Client.Memberships.ListMembersAsync(
                new() { BuyingGroupId = scenario.GroupId, PageToken = page.NextPageToken, RoleId = Scenario.Influencer }),
            "page_token",
            "MALFORMED");
    }

    [Fact]
    public async Task A_person_of_another_account_is_refused()
    {
        var scenario = await _scenario.GroupAsync();
        await scenario.AccountAsync(scenario.Unique("other"));
        var stranger = await scenario.PersonAsync("Stranger", scenario.Unique("other"));

        await Refusal.ExpectAsync(() => AssignAsync(stranger, Scenario.Influencer), "person_id", "PERSON_OF_ANOTHER_ACCOUNT");
        await Refusal.ExpectAsync(() => RemoveAsync(stranger), "person_id", "PERSON_OF_ANOTHER_ACCOUNT");
    }

    [Fact]
    public async Task A_person_whom_nobody_knows_is_refused()
    {
        var scenario = await _scenario.GroupAsync();

        await Refusal.ExpectAsync(() => AssignAsync(scenario.Unique("nobody"), Scenario.Influencer), "person_id", "UNKNOWN_PERSON");
        await Refusal.ExpectAsync(() => RemoveAsync(scenario.Unique("nobody")), "person_id", "UNKNOWN_PERSON");
    }

    [Fact]
    public async Task A_role_that_the_template_does_not_have_is_refused()
    {
        var scenario = await _scenario.GroupAsync();
        var ada = await scenario.PersonAsync("Ada");

        await Refusal.ExpectAsync(() => AssignAsync(ada, Scenario.Champion), "role_id", "ROLE_NOT_IN_TEMPLATE");
        await Refusal.ExpectAsync(() => AssignAsync(ada, "no-role"), "role_id", "ROLE_NOT_IN_TEMPLATE");
    }

    [Fact]
    public async Task A_group_that_there_is_not_is_not_found()
    {
        var scenario = await _scenario.GroupAsync();
        var ada = await scenario.PersonAsync("Ada");

        var assign = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.Memberships.AssignMemberAsync(
            new() { BuyingGroupId = "no-group", PersonId = ada, RoleId = Scenario.Influencer, Source = MembershipSource.Manual }));
        var list = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.Memberships.ListMembersAsync(new() { BuyingGroupId = "no-group" }));

        Assert.Equal([StatusCode.NotFound, StatusCode.NotFound], [assign.StatusCode, list.StatusCode]);
    }

    private AsyncUnaryCall<AssignMemberResponse> AssignAsync(string personId, string roleId) => server.Client.Memberships.AssignMemberAsync(
        new() { BuyingGroupId = _scenario.GroupId, PersonId = personId, RoleId = roleId, Source = MembershipSource.Manual });

    private AsyncUnaryCall<RemoveMemberResponse> RemoveAsync(string personId) => server.Client.Memberships.RemoveMemberAsync(
        new() { BuyingGroupId = _scenario.GroupId, PersonId = personId, Source = MembershipSource.Manual });

    private async Task<string[]> IdsAsync(ListMembersRequest request)
    {
        request.BuyingGroupId = _scenario.GroupId;
        var answer = await server.Client.Memberships.ListMembersAsync(request);
        return [.. answer.Members.Select(member => member.Membership.PersonId)];
    }
}
