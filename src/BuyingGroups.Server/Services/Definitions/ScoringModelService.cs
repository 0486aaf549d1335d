using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql.Definitions;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Definitions;

/// <summary>Scoring models: duplicated, edited as drafts, then activated.</summary>
internal sealed class ScoringModelService(ScoringModelStore store, SharedStateLease lease, PageTokens pageTokens, Caller caller)
    : Proto.ScoringModelService.ScoringModelServiceBase
{
    private static readonly DuplicateScoringModelValidator ValidDuplicate = new();
    private static readonly AddActivityTypeValidator ValidAdd = new();
    private static readonly UpdateActivityTypeValidator ValidUpdate = new();
    private static readonly RemoveActivityTypeValidator ValidRemove = new();
    private static readonly UpdateScoringModelValidator ValidRename = new();
    private static readonly DeleteScoringModelValidator ValidDelete = new();
    private static readonly ArchiveScoringModelValidator ValidArchive = new();
    private static readonly ActivateScoringModelValidator ValidActivate = new();
    private static readonly GetScoringModelValidator ValidGet = new();
    private static readonly ListScoringModelsValidator ValidList = new();

    public override async Task<Proto.DuplicateScoringModelResponse> DuplicateScoringModel(
        Proto.DuplicateScoringModelRequest request, ServerCallContext context)
    {
        ValidDuplicate.Require(request);
        var model = await store.DuplicateAsync(
            new ScoringModelId(request.ScoringModelId), request.DisplayName.Trim(), caller.Name, context.CancellationToken);
        return new Proto.DuplicateScoringModelResponse { ScoringModel = model.ToProto() };
    }

    public override async Task<Proto.AddActivityTypeResponse> AddActivityType(
        Proto.AddActivityTypeRequest request, ServerCallContext context)
    {
        ValidAdd.Require(request);
        var type = request.ActivityType;
        var model = await store.AddActivityTypeAsync(
            new ScoringModelId(request.ScoringModelId),
            new NewActivityType(
                type.DisplayName.Trim(), type.EngagementType, type.HasDailyCap ? type.DailyCap : ActivityType.DefaultDailyCap, type.Weight),
            caller.Name,
            request.Etag,
            context.CancellationToken);
        return new Proto.AddActivityTypeResponse { ScoringModel = model.ToProto() };
    }

    public override async Task<Proto.UpdateActivityTypeResponse> UpdateActivityType(
        Proto.UpdateActivityTypeRequest request, ServerCallContext context)
    {
        ValidUpdate.Require(request);
        var type = request.ActivityType;
        bool Changes(string field, bool set) => request.UpdateMask is { Paths.Count: > 0 } mask ? mask.Paths.Contains(field) : set;
        var model = await store.UpdateActivityTypeAsync(
            new ScoringModelId(request.ScoringModelId),
            type.DisplayName,
            new ActivityTypeChange
            {
                EngagementType = Changes(UpdateActivityTypeValidator.EngagementType, type.EngagementType.Length > 0)
                    ? type.EngagementType
                    : null,
                DailyCap = Changes(UpdateActivityTypeValidator.DailyCap, type.HasDailyCap)
                    ? type.HasDailyCap ? type.DailyCap : ActivityType.DefaultDailyCap
                    : null,
                Weight = Changes(UpdateActivityTypeValidator.Weight, type.HasWeight) ? type.Weight : null,
            },
            caller.Name,
            request.Etag,
            context.CancellationToken);
        return new Proto.UpdateActivityTypeResponse { ScoringModel = model.ToProto() };
    }

    public override async Task<Proto.RemoveActivityTypeResponse> RemoveActivityType(
        Proto.RemoveActivityTypeRequest request, ServerCallContext context)
    {
        ValidRemove.Require(request);
        var model = await store.RemoveActivityTypeAsync(
            new ScoringModelId(request.ScoringModelId), request.ActivityTypeDisplayName, caller.Name, request.Etag,
            context.CancellationToken);
        await lease.WaitOutAsync(context.CancellationToken);
        return new Proto.RemoveActivityTypeResponse { ScoringModel = model.ToProto() };
    }

    public override async Task<Proto.UpdateScoringModelResponse> UpdateScoringModel(
        Proto.UpdateScoringModelRequest request, ServerCallContext context)
    {
        ValidRename.Require(request);
        var wanted = request.ScoringModel;
        var model = await store.RenameAsync(
            new ScoringModelId(wanted.ScoringModelId), wanted.DisplayName.Trim(), caller.Name, wanted.Etag, context.CancellationToken);
        return new Proto.UpdateScoringModelResponse { ScoringModel = model.ToProto() };
    }

    public override async Task<Proto.DeleteScoringModelResponse> DeleteScoringModel(
        Proto.DeleteScoringModelRequest request, ServerCallContext context)
    {
        ValidDelete.Require(request);
        await store.DeleteAsync(new ScoringModelId(request.ScoringModelId), request.Etag, context.CancellationToken);
        await lease.WaitOutAsync(context.CancellationToken);
        return new Proto.DeleteScoringModelResponse();
    }

    public override async Task<Proto.ArchiveScoringModelResponse> ArchiveScoringModel(
        Proto.ArchiveScoringModelRequest request, ServerCallContext context)
    {
        ValidArchive.Require(request);
        var model = await store.ArchiveAsync(
            new ScoringModelId(request.ScoringModelId), caller.Name, request.Etag, context.CancellationToken);
        return new Proto.ArchiveScoringModelResponse { ScoringModel = model.ToProto() };
    }

    public override async Task<Proto.ActivateScoringModelResponse> ActivateScoringModel(
        Proto.ActivateScoringModelRequest request, ServerCallContext context)
    {
        ValidActivate.Require(request);
        var model = await store.ActivateAsync(
            new ScoringModelId(request.ScoringModelId), caller.Name, request.Etag, context.CancellationToken);
        await lease.WaitOutAsync(context.CancellationToken);
        return new Proto.ActivateScoringModelResponse { ScoringModel = model.ToProto() };
    }

    public override async Task<Proto.GetScoringModelResponse> GetScoringModel(
        Proto.GetScoringModelRequest request, ServerCallContext context)
    {
        ValidGet.Require(request);
        var model = await store.GetAsync(new ScoringModelId(request.ScoringModelId), context.CancellationToken);
        return new Proto.GetScoringModelResponse { ScoringModel = model.ToProto() };
    }

    public override async Task<Proto.GetActiveScoringModelResponse> GetActiveScoringModel(
        Proto.GetActiveScoringModelRequest request, ServerCallContext context)
    {
        var model = await store.GetActiveAsync(context.CancellationToken);
        return new Proto.GetActiveScoringModelResponse { ScoringModel = model.ToProto() };
    }

    public override async Task<Proto.ListScoringModelsResponse> ListScoringModels(
        Proto.ListScoringModelsRequest request, ServerCallContext context)
    {
        ValidList.Require(request);
        var page = await store.ListAsync(
            pageTokens.Read(request),
            ProtoEnums.ScoringModelStatus.FindOwn(request.Status),
            request.DisplayNamePart,
            context.CancellationToken);
        return new Proto.ListScoringModelsResponse
        {
            ScoringModels = { page.Items.Select(model => model.ToProto()) },
            NextPageToken = pageTokens.Write(request, page.Next),
        };
    }
}
