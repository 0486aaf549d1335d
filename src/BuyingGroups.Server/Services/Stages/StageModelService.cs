using BuyingGroups.Domain.Stages;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Services.Definitions;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql.Stages;
using Google.Rpc;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Stages;

/// <summary>Stage models: edited as drafts, then published for good.</summary>
internal sealed class StageModelService(StageModelStore store, PageTokens pageTokens, Caller caller)
    : Proto.StageModelService.StageModelServiceBase
{
    private static readonly CreateStageModelValidator ValidCreate = new();
    private static readonly GetStageModelValidator ValidGet = new();
    private static readonly ListStageModelsValidator ValidList = new();
    private static readonly UpdateStageModelValidator ValidUpdate = new();
    private static readonly AddStageValidator ValidAdd = new();
    private static readonly PublishStageModelValidator ValidPublish = new();
    private static readonly DeleteStageModelValidator ValidDelete = new();

    public override async Task<Proto.CreateStageModelResponse> CreateStageModel(
        Proto.CreateStageModelRequest request, ServerCallContext context)
    {
        ValidCreate.Require(request);
        var model = await EditAsync(
            store.CreateAsync(
                request.StageModel.DisplayName.Trim(),
                request.StageModel.Description,
                [.. request.StageModel.Stages.Select(stage => stage.ToEdit(isNew: true))],
                caller.Name,
                context.CancellationToken),
            StagePath);
        return new Proto.CreateStageModelResponse { StageModel = model.ToProto() };
    }

    public override async Task<Proto.GetStageModelResponse> GetStageModel(Proto.GetStageModelRequest request, ServerCallContext context)
    {
        ValidGet.Require(request);
        var model = await store.GetAsync(new StageModelId(request.StageModelId), context.CancellationToken);
        return new Proto.GetStageModelResponse { StageModel = model.ToProto() };
    }

    public override async Task<Proto.ListStageModelsResponse> ListStageModels(
        Proto.ListStageModelsRequest request, ServerCallContext context)
    {
        ValidList.Require(request);
        var page = await store.ListAsync(
            pageTokens.Read(request),
            ProtoEnums.StageModelStatus.FindOwn(request.Status),
            request.DisplayNamePart,
            context.CancellationToken);
        return new Proto.ListStageModelsResponse
        {
            StageModels = { page.Items.Select(model => model.ToProto()) },
            NextPageToken = pageTokens.Write(request, page.Next),
        };
    }

    public override async Task<Proto.UpdateStageModelResponse> UpdateStageModel(
        Proto.UpdateStageModelRequest request, ServerCallContext context)
    {
        ValidUpdate.Require(request);
        var wanted = request.StageModel;
        var mask = request.UpdateMask;
        var change = new StageModelChange(
            mask.Names(DefinitionRules.DisplayName) ? wanted.DisplayName.Trim() : null,
            mask.Names(DefinitionRules.Description) ? wanted.Description : null,
            mask.Names(UpdateStageModelValidator.Stages) ? [.. wanted.Stages.Select(stage => stage.ToEdit(isNew: false))] : []);
        var model = await EditAsync(
            store.UpdateAsync(new StageModelId(wanted.StageModelId), wanted.Etag, change, caller.Name, context.CancellationToken),
            StagePath);
        return new Proto.UpdateStageModelResponse { StageModel = model.ToProto() };
    }

    public override async Task<Proto.AddStageResponse> AddStage(Proto.AddStageRequest request, ServerCallContext context)
    {
        ValidAdd.Require(request);
        var change = new StageModelChange(Name: null, Description: null, [request.Stage.ToEdit(isNew: true)]);
        var model = await EditAsync(
            store.UpdateAsync(new StageModelId(request.StageModelId), request.Etag, change, caller.Name, context.CancellationToken),
            _ => "stage");
        return new Proto.AddStageResponse { StageModel = model.ToProto() };
    }

    public override async Task<Proto.PublishStageModelResponse> PublishStageModel(
        Proto.PublishStageModelRequest request, ServerCallContext context)
    {
        ValidPublish.Require(request);
        var model = await store.PublishAsync(new StageModelId(request.StageModelId), request.Etag, caller.Name, context.CancellationToken);
        return new Proto.PublishStageModelResponse { StageModel = model.ToProto() };
    }

    public override async Task<Proto.DeleteStageModelResponse> DeleteStageModel(
        Proto.DeleteStageModelRequest request, ServerCallContext context)
    {
        ValidDelete.Require(request);
        await store.DeleteAsync(new StageModelId(request.StageModelId), request.Etag, context.CancellationToken);
        return new Proto.DeleteStageModelResponse();
    }

    private static string StagePath(int stage) => $"stage_model.stages[{stage}]";

    private static async Task<StageModel> EditAsync(Task<StageModel> edit, Func<int, string> pathOf)
    {
        try
        {
            return await edit;
        }
        catch (InvalidStageEditsException invalid)
        {
            throw RpcErrors.InvalidArgument(
                [
                    .. invalid.Faults.Select(fault => new BadRequest.Types.FieldViolation
                    {
                        Field = $"{pathOf(fault.Edit)}.{fault.Field}",
                        Description = fault.Description,
                        Reason = fault.Reason,
                    }),
                ]).ToRpcException();
        }
    }
}
