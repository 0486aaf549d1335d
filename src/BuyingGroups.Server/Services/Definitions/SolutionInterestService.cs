using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Stages;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql.Definitions;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Definitions;

/// <summary>Solution interests: what is being sold.</summary>
internal sealed class SolutionInterestService(SolutionInterestStore store, PageTokens pageTokens, Caller caller)
    : Proto.SolutionInterestService.SolutionInterestServiceBase
{
    private static readonly CreateSolutionInterestValidator ValidCreate = new();
    private static readonly GetSolutionInterestValidator ValidGet = new();
    private static readonly ListSolutionInterestsValidator ValidList = new();
    private static readonly UpdateSolutionInterestValidator ValidUpdate = new();
    private static readonly DeleteSolutionInterestValidator ValidDelete = new();

    public override async Task<Proto.CreateSolutionInterestResponse> CreateSolutionInterest(
        Proto.CreateSolutionInterestRequest request, ServerCallContext context)
    {
        ValidCreate.Require(request);
        var interest = await store.CreateAsync(
            request.SolutionInterest.DisplayName.Trim(),
            request.SolutionInterest.Description,
            new RoleTemplateId(request.SolutionInterest.RoleTemplateId),
            StageModelOf(request.SolutionInterest),
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
            pageTokens.Read(request),
            request.DisplayNamePart,
            context.CancellationToken);
        return new Proto.ListSolutionInterestsResponse
        {
            SolutionInterests = { page.Items.Select(interest => interest.ToProto()) },
            NextPageToken = pageTokens.Write(request, page.Next),
        };
    }

    public override async Task<Proto.UpdateSolutionInterestResponse> UpdateSolutionInterest(
        Proto.UpdateSolutionInterestRequest request, ServerCallContext context)
    {
        ValidUpdate.Require(request);
        var wanted = request.SolutionInterest;
        var mask = request.UpdateMask;
        var change = new SolutionInterestChange
        {
            Name = mask.Names(DefinitionRules.DisplayName) ? wanted.DisplayName.Trim() : null,
            Description = mask.Names(DefinitionRules.Description) ? wanted.Description : null,
            ChangesStageModel = mask.Names(UpdateSolutionInterestValidator.StageModelId),
            StageModelId = StageModelOf(wanted),
            UpdateExistingBuyingGroups =
                mask.Names(UpdateSolutionInterestValidator.UpdateExistingBuyingGroups) ? wanted.UpdateExistingBuyingGroups : null,
        };
        var interest = await store.UpdateAsync(
            new SolutionInterestId(wanted.SolutionInterestId), wanted.Etag, change, caller.Name, context.CancellationToken);
        return new Proto.UpdateSolutionInterestResponse { SolutionInterest = interest.ToProto() };
    }

    public override async Task<Proto.DeleteSolutionInterestResponse> DeleteSolutionInterest(
        Proto.DeleteSolutionInterestRequest request, ServerCallContext context)
    {
        ValidDelete.Require(request);
        await store.DeleteAsync(new SolutionInterestId(request.SolutionInterestId), request.Etag, context.CancellationToken);
        return new Proto.DeleteSolutionInterestResponse();
    }

    private static StageModelId? StageModelOf(Proto.SolutionInterest interest) =>
        interest.StageModelId.Length == 0 ? null : new StageModelId(interest.StageModelId);
}
