using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql.Groups;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Groups;

/// <summary>Buying groups: one for each solution interest and account.</summary>
internal sealed class BuyingGroupService(BuyingGroupStore store, Caller caller) : Proto.BuyingGroupService.BuyingGroupServiceBase
{
    private static readonly CreateBuyingGroupValidator ValidCreate = new();
    private static readonly GetBuyingGroupValidator ValidGet = new();
    private static readonly ListBuyingGroupsValidator ValidList = new();

    public override async Task<Proto.CreateBuyingGroupResponse> CreateBuyingGroup(
        Proto.CreateBuyingGroupRequest request, ServerCallContext context)
    {
        ValidCreate.Require(request);
        var group = await store.CreateAsync(
            new SolutionInterestId(request.BuyingGroup.SolutionInterestId),
            new AccountId(request.BuyingGroup.AccountId),
            caller.Name,
            context.CancellationToken);
        return new Proto.CreateBuyingGroupResponse { BuyingGroup = group.ToProto() };
    }

    public override async Task<Proto.GetBuyingGroupResponse> GetBuyingGroup(Proto.GetBuyingGroupRequest request, ServerCallContext context)
    {
        ValidGet.Require(request);
        var group = await store.GetAsync(new BuyingGroupId(request.BuyingGroupId), context.CancellationToken);
        return new Proto.GetBuyingGroupResponse { BuyingGroup = group.ToProto() };
    }

    public override async Task<Proto.ListBuyingGroupsResponse> ListBuyingGroups(
        Proto.ListBuyingGroupsRequest request, ServerCallContext context)
    {
        ValidList.Require(request);
        string[] filters = [request.SolutionInterestId, request.AccountId];
        var page = await store.ListAsync(
            PageTokens.Read(request.PageSize, request.PageToken, filters),
            request.SolutionInterestId.Length == 0 ? null : new SolutionInterestId(request.SolutionInterestId),
            request.AccountId.Length == 0 ? null : new AccountId(request.AccountId),
            context.CancellationToken);
        return new Proto.ListBuyingGroupsResponse
        {
            BuyingGroups = { page.Items.Select(group => group.ToProto()) },
            NextPageToken = PageTokens.Write(page.Next, filters),
        };
    }
}
