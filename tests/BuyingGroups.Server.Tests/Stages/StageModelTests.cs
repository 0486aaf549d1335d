using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Stages;

/// <summary>The life of a stage model, as a caller sees it.</summary>
public sealed class StageModelTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private readonly Scenario _scenario = new(server.Client);

    private StageModelService.StageModelServiceClient Models => server.Client.StageModels;

    [Fact]
    public async Task A_model_is_made_read_and_listed_as_it_was_said()
    {
        var made = (await Models.CreateStageModelAsync(new() { StageModel = Deal.Draft(_scenario.Unique("Deal")) })).StageModel;

        Assert.Equal(made, (await Models.GetStageModelAsync(new() { StageModelId = made.StageModelId })).StageModel);
        Assert.Equal((StageModelStatus.Draft, "local", "local"), (made.Status, made.Creator, made.Updater));
        Assert.Equal(["New", "Talk", "Won", "Lost"], made.Stages.Select(stage => stage.DisplayName));
        Assert.Equal(["Won", "Lost"], made.Stages[1].NextDisplayNames);
        Assert.Equal([made.Stages[2].StageId, made.Stages[3].StageId], made.Stages[1].NextStageIds);
        var listed = await Models.ListStageModelsAsync(
            new() { Status = StageModelStatus.Draft, DisplayNamePart = _scenario.Unique("dEAL").ToUpperInvariant() });
        Assert.Equal([made], listed.StageModels);
    }

    [Fact]
    public async Task A_draft_is_edited_and_its_stages_renamed_but_none_is_removed()
    {
        var made = (await Models.CreateStageModelAsync(new() { StageModel = Deal.Draft(_scenario.Unique("Deal")) })).StageModel;

        var updated = (await Models.UpdateStageModelAsync(new()
        {
            StageModel = new()
            {
                StageModelId = made.StageModelId,
                Etag = made.Etag,
                DisplayName = _scenario.Unique("Renamed"),
                Description = "not in the mask",
                Stages =
                {
                    new Stage
                    {
                        StageId = made.Stages[1].StageId,
                        DisplayName = "Negotiation",
                        Kind = StageKind.Intermediate,
                        NextDisplayNames = { "Won" },
                    },
                },
            },
            UpdateMask = new() { Paths = { "display_name", "stages" } },
        })).StageModel;
        var added = (await Models.AddStageAsync(new()
        {
            StageModelId = made.StageModelId,
            Stage = new() { DisplayName = "Paused", Kind = StageKind.Failure, NextDisplayNames = { "Negotiation" } },
            Etag = updated.Etag,
        })).StageModel;

        Assert.Equal((_scenario.Unique("Renamed"), "How a deal goes"), (updated.DisplayName, updated.Description));
        Assert.Equal(["New", "Negotiation", "Won", "Lost", "Paused"], added.Stages.Select(stage => stage.DisplayName));
        Assert.Equal(["Negotiation", "Lost"], added.Stages[0].NextDisplayNames);
        Assert.Equal(3, new[] { made.Etag, updated.Etag, added.Etag }.Distinct().Count());
    }

    [Fact]
    public async Task What_changed_since_it_was_read_is_not_overwritten()
    {
        var made = (await Models.CreateStageModelAsync(new() { StageModel = Deal.Draft(_scenario.Unique("Deal")) })).StageModel;
        StageModel Renamed(string name) =>
            new() { StageModelId = made.StageModelId, Etag = made.Etag, DisplayName = _scenario.Unique(name) };
        await Models.UpdateStageModelAsync(new() { StageModel = Renamed("First"), UpdateMask = new() { Paths = { "display_name" } } });

        await AbortedAsync(
            () =>
                Models.UpdateStageModelAsync(new() { StageModel = Renamed("Second"), UpdateMask = new() { Paths = { "display_name" } } }));
        await AbortedAsync(() => Models.AddStageAsync(
            new() { StageModelId = made.StageModelId, Etag = made.Etag, Stage = new() { DisplayName = "S", Kind = StageKind.Failure } }));
        await AbortedAsync(() => Models.PublishStageModelAsync(new() { StageModelId = made.StageModelId, Etag = made.Etag }));
        await AbortedAsync(() => Models.DeleteStageModelAsync(new() { StageModelId = made.StageModelId, Etag = made.Etag }));
        Assert.Equal(
            _scenario.Unique("First"),
            (await Models.GetStageModelAsync(new() { StageModelId = made.StageModelId })).StageModel.DisplayName);
    }

    [Fact]
    public async Task A_model_that_cannot_be_published_answers_every_fault_at_once()
    {
        var draft = Deal.Draft(_scenario.Unique("Deal"));
        draft.Stages[0].NextDisplayNames.Clear();
        draft.Stages[2].NextDisplayNames.Add("New");
        var made = (await Models.CreateStageModelAsync(new() { StageModel = draft })).StageModel;

        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await Models.PublishStageModelAsync(new() { StageModelId = made.StageModelId }));

        var faults = error.GetRpcStatus()!.GetDetail<PreconditionFailure>().Violations;
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Equal(
            [
                ("STAGE_WITHOUT_TRANSITION", made.Stages[0].StageId), ("SUCCESS_WITH_TRANSITION", made.Stages[2].StageId),
                ("SUCCESS_UNREACHABLE", made.Stages[0].StageId),
            ],
            faults.Select(fault => (fault.Type, fault.Subject)));
        Assert.Equal(
            StageModelStatus.Draft, (await Models.GetStageModelAsync(new() { StageModelId = made.StageModelId })).StageModel.Status);
    }

    [Fact]
    public async Task A_live_model_is_read_only()
    {
        var live = (await Deal.LiveAsync(server.Client, _scenario.Unique("Deal"))).Model;

        Assert.Equal((StageModelStatus.Live, "local"), (live.Status, live.Publisher));
        await FailsAsync(
            () => Models.UpdateStageModelAsync(
                new()
                {
                    StageModel = new() { StageModelId = live.StageModelId, DisplayName = "x" },
                    UpdateMask = new() { Paths = { "display_name" } },
                }),
            "STAGE_MODEL_NOT_DRAFT");
        await FailsAsync(
            () => Models.AddStageAsync(
                new() { StageModelId = live.StageModelId, Stage = new() { DisplayName = "x", Kind = StageKind.Failure } }),
            "STAGE_MODEL_NOT_DRAFT");
        await FailsAsync(() => Models.PublishStageModelAsync(new() { StageModelId = live.StageModelId }), "STAGE_MODEL_NOT_DRAFT");
    }

    [Fact]
    public async Task A_model_is_deleted_unless_a_solution_interest_uses_it()
    {
        var draft = (await Models.CreateStageModelAsync(new() { StageModel = Deal.Draft(_scenario.Unique("Draft")) })).StageModel;
        var unused = await Deal.LiveAsync(server.Client, _scenario.Unique("Unused"));
        var used = await Deal.LiveAsync(server.Client, _scenario.Unique("Used"));
        await used.GroupAsync();

        await Models.DeleteStageModelAsync(new() { StageModelId = draft.StageModelId });
        await Models.DeleteStageModelAsync(new() { StageModelId = unused.Model.StageModelId });

        await FailsAsync(() => Models.DeleteStageModelAsync(new() { StageModelId = used.Model.StageModelId }), "STAGE_MODEL_IN_USE");
        var gone = await Assert.ThrowsAsync<RpcException>(
            async () => await Models.GetStageModelAsync(new() { StageModelId = draft.StageModelId }));
        Assert.Equal(StatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_solution_interest_takes_a_live_model_only()
    {
        var scenario = await _scenario.GroupAsync();
        var draft = (await Models.CreateStageModelAsync(new() { StageModel = Deal.Draft(_scenario.Unique("Draft")) })).StageModel;
        SolutionInterest With(string model) =>
            new() { DisplayName = _scenario.Unique(model), RoleTemplateId = scenario.TemplateId, StageModelId = model };

        await FailsAsync(
            () => server.Client.SolutionInterests.CreateSolutionInterestAsync(new() { SolutionInterest = With(draft.StageModelId) }),
            "STAGE_MODEL_NOT_LIVE");
        await Refusal.ExpectAsync(
            () => server.Client.SolutionInterests.CreateSolutionInterestAsync(new() { SolutionInterest = With("none") }),
            "solution_interest.stage_model_id",
            "UNKNOWN_REFERENCE");
    }

    [Fact]
    public async Task Bad_input_names_its_fields()
    {
        var taken = Deal.Draft(_scenario.Unique("Deal"));
        await Models.CreateStageModelAsync(new() { StageModel = taken });
        var exists = await Assert.ThrowsAsync<RpcException>(async () => await Models.CreateStageModelAsync(new() { StageModel = taken }));
        Assert.Equal(StatusCode.AlreadyExists, exists.StatusCode);

        var wrong = Deal.Draft(_scenario.Unique("Wrong"));
        wrong.Stages[0].NextDisplayNames[0] = "Nowhere";
        await Refusal.ExpectAsync(
            () => Models.CreateStageModelAsync(new() { StageModel = wrong }), "stage_model.stages[0].next_display_names[0]",
            "UNKNOWN_STAGE");
        await Refusal.ExpectAsync(
            () => Models.CreateStageModelAsync(
                new() { StageModel = new() { DisplayName = "m", Stages = { new Stage { DisplayName = "S" } } } }),
            "stage_model.stages[0].kind",
            "REQUIRED");
        await Refusal.ExpectAsync(() => Models.AddStageAsync(new() { StageModelId = "m" }), "stage", "REQUIRED");
        await Refusal.ExpectAsync(
            () => Models.UpdateStageModelAsync(new() { StageModel = new() { StageModelId = "m" } }), "update_mask", "REQUIRED");
        await Refusal.ExpectAsync(
            () => Models.UpdateStageModelAsync(
                new() { StageModel = new() { StageModelId = "m" }, UpdateMask = new() { Paths = { "status" } } }),
            "update_mask.paths[0]",
            "UNKNOWN_VALUE");
    }

    private static async Task FailsAsync<T>(Func<AsyncUnaryCall<T>> call, string reason)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Assert.Equal((StatusCode.FailedPrecondition, reason), (error.StatusCode, error.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason));
    }

    private static async Task AbortedAsync<T>(Func<AsyncUnaryCall<T>> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), (error.StatusCode, error.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason));
    }
}
