using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Stages;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Groups;

/// <summary>How far a group is: its stage, its status, and its end.</summary>
public sealed class StageAndStatusTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private BuyingGroupService.BuyingGroupServiceClient Groups => server.Client.Groups;

    [Fact]
    public async Task A_group_moves_along_the_allowed_transitions_only()
    {
        var deal = await Deal.LiveAsync(server.Client, new Scenario(server.Client).Unique("Deal"));
        var scenario = await deal.GroupAsync();

        await MoveAsync("Talk", StageOutcome.NotAllowed, "", "New");
        await MoveAsync("New", StageOutcome.Applied, "New", "Talk Lost");
        await MoveAsync("New", StageOutcome.Unchanged, "New", "Talk Lost");
        await MoveAsync("Won", StageOutcome.NotAllowed, "New", "Talk Lost");
        await MoveAsync("Talk", StageOutcome.Applied, "Talk", "Won Lost");
        await MoveAsync("Lost", StageOutcome.Applied, "Lost", "New");
        await MoveAsync("New", StageOutcome.Applied, "New", "Talk Lost");
        await MoveAsync("Talk", StageOutcome.Applied, "Talk", "Won Lost");
        await MoveAsync("Won", StageOutcome.Applied, "Won", "");
        await MoveAsync("New", StageOutcome.NotAllowed, "Won", "");

        async Task MoveAsync(string to, StageOutcome outcome, string stage, string targets)
        {
            var answer = await Groups.SetBuyingGroupStageAsync(new() { BuyingGroupId = scenario.GroupId, StageId = deal[to] });
            var group = await GroupAsync(scenario);
            Assert.Equal(
                (outcome, targets), (answer.Outcome, string.Join(' ', answer.AllowedTargets.Select(target => target.DisplayName))));
            Assert.Equal((answer.StageId, stage, answer.Etag), (group.StageId, group.StageDisplayName, group.Etag));
        }
    }

    [Fact]
    public async Task A_stage_that_does_not_fit_is_refused()
    {
        var without = await new Scenario(server.Client).GroupAsync();
        var deal = await Deal.LiveAsync(server.Client, without.Unique("Deal"));
        var scenario = await deal.GroupAsync();

        await Refusal.ExpectAsync(
            () => Groups.SetBuyingGroupStageAsync(new() { BuyingGroupId = scenario.GroupId, StageId = "none" }), "stage_id",
            "UNKNOWN_STAGE");
        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await Groups.SetBuyingGroupStageAsync(new() { BuyingGroupId = without.GroupId, StageId = deal["New"] }));
        Assert.Equal(
            (StatusCode.FailedPrecondition, "NO_STAGE_MODEL"), (error.StatusCode, error.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason));
        var missing = await Assert.ThrowsAsync<RpcException>(
            async () => await Groups.SetBuyingGroupStageAsync(new() { BuyingGroupId = "none", StageId = deal["New"] }));
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
    }

    public static TheoryData<string, bool> Statuses => new()
    {
        { new string('x', 50), true },
        { new string('x', 51), false },
        { "  " + new string('x', 50) + " ", true },
        { string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 45)), true }, // 45 people's characters of 11 code units each
        { string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 46)), false }, // 506 code units
        { string.Concat(Enumerable.Repeat("é", 50)), true },
        { string.Concat(Enumerable.Repeat("é", 51)), false },
        { "two\nlines", false },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_status_has_at_most_50_characters_as_a_person_counts_them(string status, bool allowed)
    {
        var scenario = await new Scenario(server.Client).GroupAsync();

        if (allowed)
        {
            await Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = status });
        }
        else
        {
            var error = await Assert.ThrowsAsync<RpcException>(
                async () => await Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = status }));
            Assert.Equal("status", error.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations.Single().Field);
        }

        Assert.Equal(allowed ? status.Trim() : "", (await GroupAsync(scenario)).Status);
    }

    [Fact]
    public async Task Setting_what_is_set_changes_nothing()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var first = await Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = "on hold" });
        var again = await Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = "on hold" });

        Assert.Equal((StatusOutcome.Applied, StatusOutcome.Unchanged), (first.Outcome, again.Outcome));
        Assert.Equal(first.Etag, again.Etag);
        Assert.Equal(StatusOutcome.Applied, (await Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId })).Outcome);
    }

    [Fact]
    public async Task A_group_that_changed_since_it_was_read_is_left_alone()
    {
        var deal = await Deal.LiveAsync(server.Client, new Scenario(server.Client).Unique("Deal"));
        var scenario = await deal.GroupAsync();
        var etag = (await GroupAsync(scenario)).Etag;
        await scenario.MemberAsync("Ann", Scenario.DecisionMaker);

        await AbortedAsync(
            () => Groups.SetBuyingGroupStageAsync(new() { BuyingGroupId = scenario.GroupId, StageId = deal["New"], Etag = etag }));
        await AbortedAsync(() => Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = "x", Etag = etag }));
        await AbortedAsync(() => Groups.DeleteBuyingGroupAsync(new() { BuyingGroupId = scenario.GroupId, Etag = etag }));

        var group = await GroupAsync(scenario);
        Assert.Equal(("", ""), (group.StageId, group.Status));
        var status = await Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = scenario.GroupId, Status = "x", Etag = group.Etag });
        await Groups.DeleteBuyingGroupAsync(new() { BuyingGroupId = scenario.GroupId, Etag = status.Etag });
    }

    [Fact]
    public async Task A_deleted_group_is_gone_with_its_members_and_can_be_made_anew()
    {
        var scenario = await new Scenario(server.Client).GroupAsync();
        var ann = await scenario.MemberAsync("Ann", Scenario.DecisionMaker);
        await scenario.RecordAsync(ann, "Visit Webpage", DateTimeOffset.UtcNow);
        Assert.NotEqual(0, (await scenario.ScoreAsync()).Score.Exact);

        await Groups.DeleteBuyingGroupAsync(new() { BuyingGroupId = scenario.GroupId });

        foreach (var call in new Func<Task>[]
        {
            () => GroupAsync(scenario),
            () => scenario.ScoreAsync(),
            async () => await server.Client.Memberships.ListMembersAsync(new() { BuyingGroupId = scenario.GroupId }),
            async () => await server.Client.Memberships.ListMembershipDecisionsAsync(new() { BuyingGroupId = scenario.GroupId }),
            async () => await Groups.DeleteBuyingGroupAsync(new() { BuyingGroupId = scenario.GroupId }),
        })
        {
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
        }

        Assert.Empty((await server.Client.Memberships.ListPersonMembershipsAsync(new() { PersonId = ann })).Memberships);
        var again = await Groups.CreateBuyingGroupAsync(
            new() { BuyingGroup = new() { SolutionInterestId = scenario.SolutionInterestId, AccountId = scenario.Account } });
        Assert.NotEqual(scenario.GroupId, again.BuyingGroup.BuyingGroupId);
    }

    private async Task<BuyingGroup> GroupAsync(Scenario scenario) =>
        (await Groups.GetBuyingGroupAsync(new() { BuyingGroupId = scenario.GroupId })).BuyingGroup;

    private static async Task AbortedAsync<T>(Func<AsyncUnaryCall<T>> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), (error.StatusCode, error.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason));
    }
}
