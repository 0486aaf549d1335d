using BuyingGroups.Domain.Stages;
using BuyingGroups.Storage.Sql;
using Google.Protobuf.WellKnownTypes;

namespace BuyingGroups.Server.Services.Stages;

/// <summary>Maps stage models from and to the contracts.</summary>
internal static class StageMapping
{
    public static Proto.StageModel ToProto(this StageModel model)
    {
        var names = model.Stages.ToDictionary(stage => stage.Id, stage => stage.Name);
        return new Proto.StageModel
        {
            StageModelId = model.Id.Value,
            DisplayName = model.Name,
            Description = model.Description,
            Status = ProtoEnums.StageModelStatus.Proto(model.Status),
            Stages =
            {
                model.Stages.Select(stage => new Proto.Stage
                {
                    StageId = stage.Id.Value,
                    DisplayName = stage.Name,
                    Description = stage.Description,
                    Kind = ProtoEnums.StageKind.Proto(stage.Kind),
                    NextDisplayNames = { stage.Next.Select(next => names[next]) },
                    NextStageIds = { stage.Next.Select(next => next.Value) },
                }),
            },
            CreateTime = model.Created.At.ToTimestamp(),
            Creator = model.Created.By,
            UpdateTime = model.Updated.At.ToTimestamp(),
            Updater = model.Updated.By,
            PublishTime = model.Published?.At.ToTimestamp(),
            Publisher = model.Published?.By ?? "",
            Etag = Etag.Of(model.Revision),
        };
    }

    /// <summary>The edit that a valid stage of a request asks for.</summary>
    public static StageEdit ToEdit(this Proto.Stage stage, bool isNew) => new(
        isNew ? null : new StageId(stage.StageId),
        stage.DisplayName.Trim(),
        stage.Description,
        ProtoEnums.StageKind.Own(stage.Kind),
        stage.NextDisplayNames);
}
