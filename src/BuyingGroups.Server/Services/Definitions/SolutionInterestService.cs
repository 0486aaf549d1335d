using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Stages;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql.Definitions;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Definitions;

/// <summary>Solution interests: what is being sold.</summary>
internal sealed class SolutionInterestService(SolutionInterestStore store, Caller caller)
    : Proto.SolutionInterestService.SolutionInterestServiceBase
{
    private static readonly CreateSolutionInterestValidator ValidCreate = new();
    private static readonly GetSolutionInterestValidator ValidGet = new();
    private static readonly ListSolutionInterestsValidator ValidList = new();

    public override async Task<Proto.CreateSolutionInterestResponse> CreateSolutionInterest(
        Proto.CreateSolutionInterestRequest request, ServerCallContext context)
    {
        ValidCreate.Require(request);
        var interest = await store.CreateAsync(
            request.SolutionInterest.DisplayName.Trim(),
            request.SolutionInterest.Description,
            new RoleTemplateId(request.SolutionInterest.RoleTemplateId),
            request.SolutionInterest.StageModelId.Length == 0 ? null : new StageModelId(request.SolutionInterest.StageModelId),
            request.SolutionInterest.UpdateExistingBuyingGroups,
            caller.Name,
            context.CancellationToken);
        return new Proto.CreateSolutionInterestResponse { SolutionInterest = interest.ToProto() };
    }

    public override async Task<Proto.GetSolutionInterestResponse> GetSolutionInterest(
        Proto.GetSolutionInterestRequest request, ServerCallContext context)
    {
        ValidGet.Require(request);
        var interest = await store.GetAsync(new SolutionInterestId(request.SolutionInterestId), context.CancellationToken);
        return new Proto.GetSolutionInterestResponse { SolutionInterest = interest.ToProto() };
    }

    public override async Task<Proto.ListSolutionInterestsResponse> ListSolutionInterests(
        Proto.ListSolutionInterestsRequest request, ServerCallContext context)
    {
        ValidList.Require(request);
        var page = await store.ListAsync(
            PageTokens.Read(request.PageSize, request.PageToken, request.DisplayNamePart),
            request.DisplayNamePart,
            context.CancellationToken);
        return new Proto.ListSolutionInterestsResponse
        {
            SolutionInterests = { page.Items.Select(interest => interest.ToProto()) },
            NextPageToken = PageTokens.Write(page.Next, request.DisplayNamePart),
        };
    }
}
