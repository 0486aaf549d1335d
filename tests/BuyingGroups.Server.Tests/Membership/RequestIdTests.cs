using BuyingGroups.Client;
using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Membership;

/// <summary>A command with a request id answers the same when it comes again, and does nothing more.</summary>
public sealed class RequestIdTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    [Fact]
    public async Task The_same_request_answers_the_first_answer_and_changes_nothing()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var request = Assign(scenario, await scenario.PersonAsync("Ann"));
        var first = await server.Client.Memberships.AssignMemberAsync(request);
        await scenario.RemoveAsync(request.PersonId, MembershipSource.Manual);

        var again = await server.Client.Memberships.AssignMemberAsync(request);
        request.RequestId = request.RequestId.ToUpperInvariant();
        var inCapitals = await server.Client.Memberships.AssignMemberAsync(request);

        Assert.Equal([first, first], [again, inCapitals]);
        Assert.Empty((await server.Client.Memberships.ListMembersAsync(new() { BuyingGroupId = scenario.GroupId })).Members);
        Assert.Equal(
            2, (await server.Client.Memberships.ListMembershipDecisionsAsync(new() { BuyingGroupId = scenario.GroupId })).Decisions.Count);
    }

    [Fact]
    public async Task The_same_id_with_another_content_is_refused_whatever_the_method()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var request = Assign(scenario, await scenario.PersonAsync("Ann"));
        await server.Client.Memberships.AssignMemberAsync(request);

        await ExpectReusedAsync(() => server.Client.Memberships.AssignMemberAsync(new AssignMemberRequest(request) { Reason = "another" }));
        await ExpectReusedAsync(() => server.Client.Memberships.RemoveMemberAsync(
            new()
            {
                BuyingGroupId = scenario.GroupId,
                PersonId = request.PersonId,
                Source = MembershipSource.Manual,
                RequestId = request.RequestId,
            }));
        await ExpectReusedAsync(() => server.Client.Groups.SetBuyingGroupStatusAsync(
            new() { BuyingGroupId = scenario.GroupId, Status = "s", RequestId = request.RequestId }));
        Assert.Single((await server.Client.Memberships.ListMembershipDecisionsAsync(new() { BuyingGroupId = scenario.GroupId })).Decisions);
    }

    [Fact]
    public async Task A_batch_or_a_journeys_action_is_the_same_in_capitals_too()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ann = await scenario.PersonAsync("Ann");
        var id = Guid.NewGuid().ToString();
        var batch = new BatchAssignMembersRequest { RequestId = id.ToUpperInvariant(), Requests = { Assign(scenario, ann, id: "") } };
        var first = await server.Client.Memberships.BatchAssignMembersAsync(batch);
        batch.RequestId = id;
        Assert.Equal(first, await server.Client.Memberships.BatchAssignMembersAsync(batch));

        var action = new ExecuteActionRequest { Action = Removal(scenario, ann), RequestId = Guid.NewGuid().ToString() };
        var removed = await server.Client.Journeys.ExecuteActionAsync(action);
        action.RequestId = action.RequestId.ToUpperInvariant();
        Assert.Equal(removed, await server.Client.Journeys.ExecuteActionAsync(action));
    }

    [Fact]
    public async Task A_refusal_is_the_first_answer_too_also_once_it_would_not_be_refused_any_more()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var bob = await scenario.PersonAsync("Bob");
        var (memberships, groups, journeys) = (server.Client.Memberships, server.Client.Groups, server.Client.Journeys);
        var change = new ChangeMemberRoleRequest
        {
            BuyingGroupId = scenario.GroupId,
            PersonId = bob,
            RoleId = Scenario.Influencer,
            Source = MembershipSource.Manual,
            RequestId = Guid.NewGuid().ToString(),
        };
        var unknown = Assign(scenario, scenario.Unique("Ann"));
        var action = new ExecuteActionRequest { Action = Removal(scenario, scenario.Unique("Ann")), RequestId = Guid.NewGuid().ToString() };
        var status = new SetBuyingGroupStatusRequest
        {
            BuyingGroupId = scenario.GroupId,
            Status = "hot",
            Etag = (await groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = "cold" })).Etag,
            RequestId = Guid.NewGuid().ToString(),
        };
        await scenario.MemberAsync("Cyd", Scenario.Practitioner);
        Func<Task>[] calls =
        [
            async () => await memberships.ChangeMemberRoleAsync(change),
            async () => await memberships.AssignMemberAsync(unknown),
            async () => await journeys.ExecuteActionAsync(action),
            async () => await groups.SetBuyingGroupStatusAsync(status),
        ];
        var first = new List<Google.Rpc.Status?>();
        foreach (var call in calls)
        {
            first.Add((await Assert.ThrowsAsync<RpcException>(call)).GetRpcStatus());
        }

        Assert.Equal(
            [StatusCode.FailedPrecondition, StatusCode.InvalidArgument, StatusCode.InvalidArgument, StatusCode.Aborted],
            first.Select(error => (StatusCode)error!.Code));
        await scenario.PersonAsync("Ann");
        await scenario.AssignAsync(bob, Scenario.DecisionMaker, MembershipSource.Manual);

        foreach (var (call, error) in calls.Zip(first))
        {
            Assert.Equal(error, (await Assert.ThrowsAsync<RpcException>(call)).GetRpcStatus());
        }

        change.RequestId = change.RequestId.ToUpperInvariant();
        Assert.Equal(first[0], (await Assert.ThrowsAsync<RpcException>(calls[0])).GetRpcStatus());
        var member = (await memberships.GetMembershipAsync(new() { BuyingGroupId = scenario.GroupId, PersonId = bob })).Member;
        Assert.Equal(Scenario.DecisionMaker, member.Membership.RoleId);
        change.RequestId = Guid.NewGuid().ToString();
        Assert.Equal(MembershipOutcome.Applied, (await memberships.ChangeMemberRoleAsync(change)).Outcome);
    }

    [Fact]
    public async Task What_is_refused_before_it_is_begun_is_not_remembered()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var request = Assign(scenario, await scenario.PersonAsync("Ann"));
        var incomplete = new AssignMemberRequest(request) { RoleId = "" };
        await Refusal.ExpectAsync(() => server.Client.Memberships.AssignMemberAsync(incomplete), "role_id", "REQUIRED");

        Assert.Equal(MembershipOutcome.Applied, (await server.Client.Memberships.AssignMemberAsync(request)).Outcome);
    }

    [Fact]
    public async Task A_batch_is_remembered_as_a_whole_with_the_errors_of_its_items()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ann = await scenario.PersonAsync("Ann");
        var batch = new BatchAssignMembersRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            Requests = { Assign(scenario, ann, id: ""), Assign(scenario, "nobody", id: "") },
        };

        var first = await server.Client.Memberships.BatchAssignMembersAsync(batch);

        Assert.Equal(first, await server.Client.Memberships.BatchAssignMembersAsync(batch));
        Assert.NotNull(first.Results[1].Error);
        Assert.Single((await server.Client.Memberships.ListMembershipDecisionsAsync(new() { BuyingGroupId = scenario.GroupId })).Decisions);
    }

    [Fact]
    public async Task Sent_many_times_at_once_it_is_done_once_and_all_get_the_same_answer()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var request = Assign(scenario, await scenario.PersonAsync("Ann"));

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(async _ => await server.Client.Memberships.AssignMemberAsync(request)));

        Assert.Single(answers.Distinct());
        Assert.Equal((MembershipOutcome.Applied, 1), (answers[0].Outcome, answers[0].Membership.Revision));
    }

    [Fact]
    public async Task After_a_day_the_id_is_forgotten_and_dropped()
    {
        using var folder = new TemporaryFolder();
        AssignMemberRequest young, old;
        await using (var before = await RunningServer.StartAsync(folder.Path))
        {
            var scenario = await new Scenario(before.Client).GroupAsync();
            (young, old) = (Assign(scenario, await scenario.PersonAsync("Ann")), Assign(scenario, await scenario.PersonAsync("Bob")));
            before.Clock.Advance(TimeSpan.FromHours(-23));
            await before.Client.Memberships.AssignMemberAsync(young);
            before.Clock.Advance(TimeSpan.FromHours(-2));
            await before.Client.Memberships.AssignMemberAsync(old);
        }

        await using var aged = await RunningServer.StartAsync(folder.Path, ("Events:UpkeepSeconds", "1"));

        Assert.Equal(MembershipOutcome.Applied, (await aged.Client.Memberships.AssignMemberAsync(young)).Outcome);
        Assert.Equal(MembershipOutcome.Unchanged, (await aged.Client.Memberships.AssignMemberAsync(old)).Outcome);
    }

    [SkippableFact]
    public async Task It_is_remembered_on_every_server()
    {
        await using var servers = await TwoServers.StartAsync();
        var scenario = await new Scenario(servers.A.Client).GroupAsync();
        var request = Assign(scenario, await scenario.PersonAsync("Ann"));
        BuyingGroupsClient[] clients = [servers.A.Client, servers.B.Client];

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(async i => await clients[i % 2].Memberships.AssignMemberAsync(request)));

        Assert.Single(answers.Distinct());
        Assert.Equal(answers[0], await servers.B.Client.Memberships.AssignMemberAsync(request));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("{8f14e45f-ceea-4d6b-a1f4-2c9a7f0d3b52}")]
    public async Task What_is_no_uuid_is_refused(string id) =>
        await Refusal.ExpectAsync(
            () => server.Client.Memberships.ReleaseMemberAsync(
                new() { BuyingGroupId = "g", PersonId = "p", Source = MembershipSource.Manual, RequestId = id }),
            "request_id",
            "MALFORMED");

    private static AssignMemberRequest Assign(Scenario scenario, string person, string? id = null) => new()
    {
        BuyingGroupId = scenario.GroupId,
        PersonId = person,
        RoleId = Scenario.DecisionMaker,
        Source = MembershipSource.Manual,
        RequestId = id ?? Guid.NewGuid().ToString(),
    };

    private static JourneyAction Removal(Scenario scenario, string person) => new()
    {
        SolutionInterestId = scenario.SolutionInterestId,
        JourneyId = "j",
        NodeId = "n",
        RemovePerson = new() { PersonId = person },
    };

    private static async Task ExpectReusedAsync<T>(Func<AsyncUnaryCall<T>> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Assert.Equal(
            (StatusCode.AlreadyExists, "REQUEST_ID_REUSED"), (error.StatusCode, error.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason));
    }
}
