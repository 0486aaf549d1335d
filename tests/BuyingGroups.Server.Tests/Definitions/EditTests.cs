using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Definitions;

/// <summary>Definitions that are changed, guarded by etags, and deleted.</summary>
public sealed class EditTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private readonly Scenario _scenario = new(server.Client);

    [Fact]
    public async Task A_draft_template_is_edited_field_by_field()
    {
        var draft = (await server.Client.RoleTemplates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                DisplayName = _scenario.Unique("Draft"),
                Description = "As it was",
                Roles = { Role(Scenario.DecisionMaker), Role(Scenario.Influencer) },
            },
        })).RoleTemplate;

        var edited = (await server.Client.RoleTemplates.UpdateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                RoleTemplateId = draft.RoleTemplateId,
                Etag = draft.Etag,
                Description = "not in the mask",
                Roles = { Role(Scenario.Practitioner), Role(Scenario.DecisionMaker) },
            },
            UpdateMask = Mask("roles"),
        })).RoleTemplate;

        Assert.Equal((draft.DisplayName, "As it was"), (edited.DisplayName, edited.Description));
        Assert.Equal(["Practitioner", "Decision Maker"], edited.Roles.Select(role => role.RoleDisplayName));
        var stale = await ErrorOf(() => server.Client.RoleTemplates.DeleteRoleTemplateAsync(
            new() { RoleTemplateId = draft.RoleTemplateId, Etag = draft.Etag }));
        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), (stale.StatusCode, ReasonOf(stale)));

        await server.Client.RoleTemplates.DeleteRoleTemplateAsync(new() { RoleTemplateId = draft.RoleTemplateId, Etag = edited.Etag });
        var gone = await ErrorOf(() => server.Client.RoleTemplates.GetRoleTemplateAsync(new() { RoleTemplateId = draft.RoleTemplateId }));
        Assert.Equal(StatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_live_template_is_neither_edited_nor_deleted()
    {
        await _scenario.GroupAsync();
        var edited = await ErrorOf(() => server.Client.RoleTemplates.UpdateRoleTemplateAsync(new()
        {
            RoleTemplate = new() { RoleTemplateId = _scenario.TemplateId, DisplayName = _scenario.Unique("Other") },
            UpdateMask = Mask("display_name"),
        }));
        var deleted = await ErrorOf(
            () => server.Client.RoleTemplates.DeleteRoleTemplateAsync(new() { RoleTemplateId = _scenario.TemplateId }));

        Assert.Equal((StatusCode.FailedPrecondition, "TEMPLATE_NOT_DRAFT"), (edited.StatusCode, ReasonOf(edited)));
        Assert.Equal((StatusCode.FailedPrecondition, "TEMPLATE_NOT_DRAFT"), (deleted.StatusCode, ReasonOf(deleted)));
    }

    [Fact]
    public async Task A_renamed_role_is_shown_by_the_next_explanation()
    {
        var role = (await server.Client.Roles.CreateRoleAsync(new() { Role = new() { DisplayName = _scenario.Unique("Buyer") } })).Role;
        await _scenario.GroupAsync((role.RoleId, RoleWeighting.Normal, true, 1));
        async Task<string> ShownAsync() => (await server.Client.Scores.ExplainEngagementScoreAsync(
            new() { BuyingGroupId = _scenario.GroupId })).Roles.Single().Role.RoleDisplayName;
        Assert.Equal(role.DisplayName, await ShownAsync());

        role.DisplayName = _scenario.Unique("Purchaser");
        var renamed = (await server.Client.Roles.UpdateRoleAsync(new() { Role = role, UpdateMask = Mask("display_name") })).Role;

        Assert.Equal(role.DisplayName, await ShownAsync());
        Assert.Equal(renamed, (await server.Client.Roles.GetRoleAsync(new() { RoleId = role.RoleId })).Role);
        Assert.Equal(
            [renamed], (await server.Client.Roles.ListRolesAsync(new() { DisplayNamePart = role.DisplayName.ToUpperInvariant() })).Roles);
        var used = await ErrorOf(() => server.Client.Roles.DeleteRoleAsync(new() { RoleId = role.RoleId }));
        Assert.Equal((StatusCode.FailedPrecondition, "ROLE_IN_USE"), (used.StatusCode, ReasonOf(used)));
    }

    [Fact]
    public async Task A_default_role_is_neither_renamed_nor_deleted()
    {
        var renamed = await ErrorOf(() => server.Client.Roles.UpdateRoleAsync(
            new() { Role = new() { RoleId = Scenario.Champion, DisplayName = "Hero" }, UpdateMask = Mask("display_name") }));
        var deleted = await ErrorOf(() => server.Client.Roles.DeleteRoleAsync(new() { RoleId = Scenario.Champion }));

        Assert.Equal((StatusCode.FailedPrecondition, "DEFAULT_ROLE"), (renamed.StatusCode, ReasonOf(renamed)));
        Assert.Equal((StatusCode.FailedPrecondition, "DEFAULT_ROLE"), (deleted.StatusCode, ReasonOf(deleted)));
    }

    [Fact]
    public async Task The_name_of_a_group_follows_its_solution_interest()
    {
        await _scenario.GroupAsync();
        var interest = (await server.Client.SolutionInterests.GetSolutionInterestAsync(
            new() { SolutionInterestId = _scenario.SolutionInterestId })).SolutionInterest;
        interest.DisplayName = _scenario.Unique("Renamed");
        interest.UpdateExistingBuyingGroups = true;
        interest.RoleTemplateId = "";

        var changed = (await server.Client.SolutionInterests.UpdateSolutionInterestAsync(
            new() { SolutionInterest = interest, UpdateMask = Mask("display_name", "update_existing_buying_groups") })).SolutionInterest;

        Assert.Equal(
            (interest.DisplayName, true, _scenario.TemplateId),
            (changed.DisplayName, changed.UpdateExistingBuyingGroups, changed.RoleTemplateId));
        var group = (await server.Client.Groups.GetBuyingGroupAsync(new() { BuyingGroupId = _scenario.GroupId })).BuyingGroup;
        Assert.StartsWith($"{interest.DisplayName} for ", group.DisplayName, StringComparison.Ordinal);
        var used = await ErrorOf(() => server.Client.SolutionInterests.DeleteSolutionInterestAsync(
            new() { SolutionInterestId = _scenario.SolutionInterestId }));
        Assert.Equal((StatusCode.FailedPrecondition, "SOLUTION_INTEREST_IN_USE"), (used.StatusCode, ReasonOf(used)));
    }

    [Fact]
    public async Task A_solution_interest_without_groups_is_deleted()
    {
        await _scenario.GroupAsync();
        await server.Client.Groups.DeleteBuyingGroupAsync(new() { BuyingGroupId = _scenario.GroupId });

        await server.Client.SolutionInterests.DeleteSolutionInterestAsync(new() { SolutionInterestId = _scenario.SolutionInterestId });

        var gone = await ErrorOf(() => server.Client.SolutionInterests.GetSolutionInterestAsync(
            new() { SolutionInterestId = _scenario.SolutionInterestId }));
        Assert.Equal(StatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_draft_scoring_model_is_edited_and_put_away()
    {
        var models = server.Client.ScoringModels;
        var draft = (await models.DuplicateScoringModelAsync(
            new() { ScoringModelId = "default", DisplayName = _scenario.Unique("Mine") })).ScoringModel;
        var added = (await models.AddActivityTypeAsync(new()
        {
            ScoringModelId = draft.ScoringModelId,
            ActivityType = new() { DisplayName = _scenario.Unique("Sang"), Weight = 10 },
            Etag = draft.Etag,
        })).ScoringModel;

        var stale = await ErrorOf(() => models.RemoveActivityTypeAsync(new()
        {
            ScoringModelId = draft.ScoringModelId,
            ActivityTypeDisplayName = _scenario.Unique("Sang"),
            Etag = draft.Etag,
        }));
        var removed = (await models.RemoveActivityTypeAsync(
            new()
            {
                ScoringModelId = draft.ScoringModelId,
                ActivityTypeDisplayName = _scenario.Unique("Sang"),
                Etag = added.Etag,
            })).ScoringModel;
        removed.DisplayName = _scenario.Unique("Ours");
        var renamed = (await models.UpdateScoringModelAsync(
            new() { ScoringModel = removed, UpdateMask = Mask("display_name") })).ScoringModel;
        var archived = (await models.ArchiveScoringModelAsync(
            new() { ScoringModelId = draft.ScoringModelId, Etag = renamed.Etag })).ScoringModel;
        var deleted = await ErrorOf(() => models.DeleteScoringModelAsync(new() { ScoringModelId = draft.ScoringModelId }));

        Assert.Equal("ETAG_MISMATCH", ReasonOf(stale));
        Assert.Equal((35, _scenario.Unique("Ours")), (renamed.ActivityTypes.Count, renamed.DisplayName));
        Assert.Equal(ScoringModelStatus.Archived, archived.Status);
        Assert.Equal("SCORING_MODEL_NOT_DRAFT", ReasonOf(deleted));
        Assert.Equal([archived], (await models.ListScoringModelsAsync(new() { DisplayNamePart = _scenario.Unique("Ours") })).ScoringModels);
    }

    [Fact]
    public async Task A_change_without_a_mask_or_with_a_field_that_cant_change_names_the_mask()
    {
        await _scenario.GroupAsync();
        SolutionInterest Wanted() => new() { SolutionInterestId = _scenario.SolutionInterestId };
        var without = await ErrorOf(
            () => server.Client.SolutionInterests.UpdateSolutionInterestAsync(new() { SolutionInterest = Wanted() }));
        var fixedField = await ErrorOf(() => server.Client.SolutionInterests.UpdateSolutionInterestAsync(
            new() { SolutionInterest = Wanted(), UpdateMask = Mask("role_template_id") }));
        var empty = await ErrorOf(() => server.Client.SolutionInterests.UpdateSolutionInterestAsync(
            new() { SolutionInterest = Wanted(), UpdateMask = Mask("display_name") }));

        Assert.Equal(("update_mask", "REQUIRED"), ViolationOf(without));
        Assert.Equal(("update_mask.paths[0]", "UNKNOWN_VALUE"), ViolationOf(fixedField));
        Assert.Equal(("solution_interest.display_name", "REQUIRED"), ViolationOf(empty));
    }

    private static TemplateRole Role(string id) => new() { RoleId = id, Weighting = RoleWeighting.Normal };

    private static FieldMask Mask(params string[] paths) => new() { Paths = { paths } };

    private static async Task<RpcException> ErrorOf<T>(Func<AsyncUnaryCall<T>> call) =>
        await Assert.ThrowsAsync<RpcException>(async () => await call());

    private static string ReasonOf(RpcException error) => error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason;

    private static (string Field, string Reason) ViolationOf(RpcException error)
    {
        var violation = Assert.Single(error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations);
        return (violation.Field, violation.Reason);
    }
}
