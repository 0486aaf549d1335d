using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Stages;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Sql.Groups;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Groups;

/// <summary>Buying groups: one for each pair of solution interest and account.</summary>
internal sealed class BuyingGroupService(
    BuyingGroupStore store, GroupCommandRunner runner, RosterChanges rosters, PageTokens pageTokens, Caller caller)
    : Proto.BuyingGroupService.BuyingGroupServiceBase
{
    private static readonly CreateBuyingGroupValidator ValidCreate = new();
    private static readonly GetBuyingGroupValidator ValidGet = new();
    private static readonly ListBuyingGroupsValidator ValidList = new();
    private static readonly SetBuyingGroupStageValidator ValidStage = new();
    private static readonly SetBuyingGroupStatusValidator ValidStatus = new();
    private static readonly DeleteBuyingGroupValidator ValidDelete = new();

    public override async Task<Proto.CreateBuyingGroupResponse> CreateBuyingGroup(
        Proto.CreateBuyingGroupRequest request, ServerCallContext context)
    {
        ValidCreate.Require(request);
        var group = await store.CreateAsync(
            new SolutionInterestId(request.BuyingGroup.SolutionInterestId),
            new AccountId(request.BuyingGroup.AccountId),
            runner.DecisionOf(caller.HighestSource, author: "", reason: ""),
            context.CancellationToken);
        return new Proto.CreateBuyingGroupResponse { BuyingGroup = group.ToProto(caller) };
    }

    public override async Task<Proto.GetBuyingGroupResponse> GetBuyingGroup(Proto.GetBuyingGroupRequest request, ServerCallContext context)
    {
        ValidGet.Require(request);
        var group = await store.GetAsync(new BuyingGroupId(request.BuyingGroupId), context.CancellationToken);
        return new Proto.GetBuyingGroupResponse { BuyingGroup = group.ToProto(caller) };
    }

    public override async Task<Proto.ListBuyingGroupsResponse> ListBuyingGroups(
        Proto.ListBuyingGroupsRequest request, ServerCallContext context)
    {
        ValidList.Require(request);
        var page = await store.ListAsync(
            pageTokens.Read(request),
            request.SolutionInterestId.Length == 0 ? null : new SolutionInterestId(request.SolutionInterestId),
            request.AccountId.Length == 0 ? null : new AccountId(request.AccountId),
            context.CancellationToken);
        return new Proto.ListBuyingGroupsResponse
        {
            BuyingGroups = { page.Items.Select(group => group.ToProto(caller)) },
            NextPageToken = pageTokens.Write(request, page.Next),
        };
    }

    public override Task<Proto.SetBuyingGroupStageResponse> SetBuyingGroupStage(
        Proto.SetBuyingGroupStageRequest request, ServerCallContext context)
    {
        ValidStage.Require(request);
        var command = new StageCommand(
            new GroupById(new BuyingGroupId(request.BuyingGroupId)),
            new StageId(request.StageId),
            runner.DecisionOf(caller.HighestSource, request.OnBehalfOf, request.Reason),
            request.Etag);
        return runner.RunAsync(
            request,
            request.RequestId,
            [command],
            results => results[0] switch
            {
                DecidedStage decided => new Proto.SetBuyingGroupStageResponse
                {
                    Outcome = decided.Outcome.ToProto(),
                    StageId = decided.StageId?.Value ?? "",
                    AllowedTargets = { decided.AllowedTargets.Select(stage => stage.ToTarget()) },
                    Etag = Etag.Of(decided.Revision),
                },
                RefusedCommand refused => throw GroupRefusals.ErrorOf(refused.Reason, command).ToRpcException(),
                var other => throw new InvalidOperationException($"{other} answers no move to a stage."),
            },
            context.CancellationToken);
    }

    public override Task<Proto.SetBuyingGroupStatusResponse> SetBuyingGroupStatus(
        Proto.SetBuyingGroupStatusRequest request, ServerCallContext context)
    {
        ValidStatus.Require(request);
        var command = new StatusCommand(
            new GroupById(new BuyingGroupId(request.BuyingGroupId)),
            request.Status.Trim(),
            runner.DecisionOf(caller.HighestSource, request.OnBehalfOf, request.Reason),
            request.Etag);
        return runner.RunAsync(
            request,
            request.RequestId,
            [command],
            results => results[0] switch
            {
                DecidedStatus decided => new Proto.SetBuyingGroupStatusResponse
                {
                    Outcome = decided.Changed ? Proto.StatusOutcome.Applied : Proto.StatusOutcome.Unchanged,
                    Status = decided.Status,
                    Etag = Etag.Of(decided.Revision),
                },
                RefusedCommand refused => throw GroupRefusals.ErrorOf(refused.Reason, command).ToRpcException(),
                var other => throw new InvalidOperationException($"{other} answers no change of status."),
            },
            context.CancellationToken);
    }

    public override async Task<Proto.DeleteBuyingGroupResponse> DeleteBuyingGroup(
        Proto.DeleteBuyingGroupRequest request, ServerCallContext context)
    {
        ValidDelete.Require(request);
        var deleted = await store.DeleteAsync(
            new BuyingGroupId(request.BuyingGroupId),
            request.Etag,
            runner.DecisionOf(caller.HighestSource, request.OnBehalfOf, request.Reason),
            context.CancellationToken);
        await rosters.ChangedAsync([(deleted.AccountId, deleted.BuyingGroupId)]);
        return new Proto.DeleteBuyingGroupResponse();
    }
}
