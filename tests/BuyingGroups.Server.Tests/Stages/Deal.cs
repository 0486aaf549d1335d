using BuyingGroups.Client;
using BuyingGroups.V1;

namespace BuyingGroups.Server.Tests.Stages;

/// <summary>A live stage model: New → Talk → Won, each but Won → Lost → New; and groups that move through it.</summary>
internal sealed class Deal(BuyingGroupsClient client, StageModel model)
{
    public StageModel Model => model;

    public string this[string name] => model.Stages.Single(stage => stage.DisplayName == name).StageId;

    public static async Task<Deal> LiveAsync(BuyingGroupsClient client, string name)
    {
        var draft = (await client.StageModels.CreateStageModelAsync(new() { StageModel = Draft(name) })).StageModel;
        var live = await client.StageModels.PublishStageModelAsync(new() { StageModelId = draft.StageModelId, Etag = draft.Etag });
        return new Deal(client, live.StageModel);
    }

    public static StageModel Draft(string name) => new()
    {
        DisplayName = name,
        Description = "How a deal goes",
        Stages =
        {
            new Stage { DisplayName = "New", Kind = StageKind.Entry, NextDisplayNames = { "Talk", "Lost" } },
            new Stage { DisplayName = "Talk", Kind = StageKind.Intermediate, NextDisplayNames = { "won", "Lost" } },
            new Stage { DisplayName = "Won", Kind = StageKind.Success },
            new Stage { DisplayName = "Lost", Kind = StageKind.Failure, NextDisplayNames = { "New" } },
        },
    };

    /// <summary>A scenario whose group moves through the stages.</summary>
    public async Task<Scenario> GroupAsync()
    {
        var scenario = new Scenario(client) { StageModelId = model.StageModelId };
        return await scenario.GroupAsync();
    }
}
