using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Definitions;

/// <summary>Scoring models, made by duplicating, edited while DRAFT, and activated.</summary>
public sealed class ScoringModelTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private readonly Scenario _scenario = new(server.Client);

    [Fact]
    public async Task The_default_model_of_35_types_is_there_from_the_first_start()
    {
        var model = (await server.Client.ScoringModels.GetScoringModelAsync(new() { ScoringModelId = "default" })).ScoringModel;

        Assert.Equal(35, model.ActivityTypes.Count);
        Assert.All(model.ActivityTypes, type => Assert.Equal((20, false), (type.DailyCap, type.Custom)));
        Assert.Equal(90, model.ActivityTypes.Single(type => type.DisplayName == "Subscribe SMS").Weight);
    }

    [Fact]
    public async Task A_change_of_cap_and_weight_takes_effect_with_the_activation_for_what_was_recorded_before()
    {
        var scenario = await _scenario.GroupAsync((Scenario.Champion, RoleWeighting.Normal, false, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        await scenario.RecordAsync(ada, "Click Link", DateTimeOffset.UtcNow, 50);
        var copy = await DuplicateAsync("Caps");
        var update = await server.Client.ScoringModels.UpdateActivityTypeAsync(
            new() { ScoringModelId = copy, ActivityType = new() { DisplayName = "click link", DailyCap = 30, Weight = 100 } });
        var changed = update.ScoringModel.ActivityTypes.Single(type => type.DisplayName == "Click Link");
        Assert.Equal((30, 100, "Web"), (changed.DailyCap, changed.Weight, changed.EngagementType));
        var before = await scenario.ScoreAsync();

        var activated = await server.Client.ScoringModels.ActivateScoringModelAsync(new() { ScoringModelId = copy });

        Assert.Equal(ScoringModelStatus.Active, activated.ScoringModel.Status);
        Assert.Equal(20, before.Score.Exact);
        var after = await scenario.ScoreAsync();
        Assert.Equal((30.0, copy), (after.Score.Exact, after.Basis.ScoringModelId));
        var active = await server.Client.ScoringModels.ListScoringModelsAsync(new() { Status = ScoringModelStatus.Active });
        Assert.Equal(copy, Assert.Single(active.ScoringModels).ScoringModelId);
        var archived = await server.Client.ScoringModels.GetScoringModelAsync(new() { ScoringModelId = before.Basis.ScoringModelId });
        Assert.Equal(ScoringModelStatus.Archived, archived.ScoringModel.Status);
    }

    [Fact]
    public async Task A_custom_type_counts_once_a_model_with_it_is_active()
    {
        var scenario = await _scenario.GroupAsync((Scenario.Champion, RoleWeighting.Normal, false, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        var name = scenario.Unique("Opened Case Study");
        var copy = await DuplicateAsync("Custom");
        var added = await server.Client.ScoringModels.AddActivityTypeAsync(
            new() { ScoringModelId = copy, ActivityType = new() { DisplayName = name, EngagementType = "Web", Weight = 50 } });
        var type = added.ScoringModel.ActivityTypes[^1];
        Assert.Equal((name, 20, 50, true), (type.DisplayName, type.DailyCap, type.Weight, type.Custom));

        Assert.Equal(RecordOutcome.Recorded, await scenario.RecordAsync(ada, name.ToUpperInvariant(), DateTimeOffset.UtcNow, 2));
        Assert.Equal(0, (await scenario.ScoreAsync()).Score.Exact);
        await server.Client.ScoringModels.ActivateScoringModelAsync(new() { ScoringModelId = copy });
        Assert.Equal(2, (await scenario.ScoreAsync()).Score.Exact);
    }

    [Fact]
    public async Task A_type_of_weight_0_is_not_scored_by_any_method()
    {
        var scenario = await _scenario.GroupAsync((Scenario.Champion, RoleWeighting.Normal, false, 1));
        var ada = await scenario.MemberAsync("Ada", Scenario.Champion);
        await scenario.RecordAsync(ada, "Has attended event", DateTimeOffset.UtcNow, 3);
        var copy = await DuplicateAsync("Unweighted");
        await server.Client.ScoringModels.UpdateActivityTypeAsync(
            new() { ScoringModelId = copy, ActivityType = new() { DisplayName = "Has attended event", Weight = 0 } });
        await server.Client.ScoringModels.ActivateScoringModelAsync(new() { ScoringModelId = copy });

        foreach (var method in new[] { ScoringMethod.RoleWeighted, ScoringMethod.ActivityWeighted, ScoringMethod.Normalized })
        {
            Assert.Equal(0, (await scenario.ScoreAsync(method)).Score.Exact);
        }
    }

    [Fact]
    public async Task Only_a_draft_can_be_edited_and_activated()
    {
        await Refused(() => server.Client.ScoringModels.AddActivityTypeAsync(
            new() { ScoringModelId = "default", ActivityType = new() { DisplayName = "X", Weight = 1 } }));
        await Refused(() => server.Client.ScoringModels.UpdateActivityTypeAsync(
            new() { ScoringModelId = "default", ActivityType = new() { DisplayName = "Click Link", Weight = 1 } }));
        await Refused(() => server.Client.ScoringModels.ActivateScoringModelAsync(new() { ScoringModelId = "default" }));

        static async Task Refused<T>(Func<AsyncUnaryCall<T>> call)
        {
            var error = await Assert.ThrowsAsync<RpcException>(async () => await call());
            Assert.Equal(
                (StatusCode.FailedPrecondition, "SCORING_MODEL_NOT_DRAFT"),
                (error.StatusCode, error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason));
        }
    }

    [Fact]
    public async Task An_update_mask_changes_only_what_it_names_and_names_only_what_can_change()
    {
        var copy = await DuplicateAsync("Masked");
        var update = await server.Client.ScoringModels.UpdateActivityTypeAsync(new()
        {
            ScoringModelId = copy,
            ActivityType = new() { DisplayName = "Click Link", DailyCap = 5, Weight = 5, EngagementType = "" },
            UpdateMask = new FieldMask { Paths = { "daily_cap", "engagement_type" } },
        });
        var type = update.ScoringModel.ActivityTypes.Single(each => each.DisplayName == "Click Link");
        Assert.Equal((5, 40, ""), (type.DailyCap, type.Weight, type.EngagementType));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.ScoringModels.UpdateActivityTypeAsync(new()
        {
            ScoringModelId = copy,
            ActivityType = new() { DisplayName = "Click Link" },
            UpdateMask = new FieldMask { Paths = { "display_name" } },
        }));
        Assert.StartsWith("update_mask", error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations[0].Field, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_out_of_bounds_and_unknown_or_duplicate_types_are_refused()
    {
        var copy = await DuplicateAsync("Bounds");
        var bounds = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.ScoringModels.AddActivityTypeAsync(
            new() { ScoringModelId = copy, ActivityType = new() { DisplayName = "", DailyCap = 1001, Weight = 101 } }));
        Assert.Equal(
            ["activity_type.daily_cap", "activity_type.display_name", "activity_type.weight"],
            bounds.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field).Order());

        var twice = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.ScoringModels.AddActivityTypeAsync(
            new() { ScoringModelId = copy, ActivityType = new() { DisplayName = "VISIT WEBPAGE", Weight = 1 } }));
        Assert.Equal(StatusCode.AlreadyExists, twice.StatusCode);

        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.ScoringModels.UpdateActivityTypeAsync(
            new() { ScoringModelId = copy, ActivityType = new() { DisplayName = "Fell Asleep", Weight = 1 } }));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
    }

    private async Task<string> DuplicateAsync(string name)
    {
        var copy = await server.Client.ScoringModels.DuplicateScoringModelAsync(
            new() { ScoringModelId = "default", DisplayName = _scenario.Unique(name) });
        Assert.Equal(ScoringModelStatus.Draft, copy.ScoringModel.Status);
        return copy.ScoringModel.ScoringModelId;
    }
}
