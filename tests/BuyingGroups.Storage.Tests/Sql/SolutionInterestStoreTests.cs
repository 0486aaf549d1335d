using BuyingGroups.Domain.Definitions;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Sql.Definitions;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class SolutionInterestStoreTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    [SkippableFact]
    public async Task A_solution_interest_keeps_what_was_said()
    {
        var template = await LiveTemplateAsync("Software", Required(DecisionMaker));

        var made = await SolutionInterests.CreateAsync(
            "Cloud", "Our cloud", template.Id, stageModelId: null, updateExistingBuyingGroups: true, Author);

        var change = new Change(Time.GetUtcNow(), Author);
        Assert.Equal(new SolutionInterest(made.Id, "Cloud", "Our cloud", template.Id, null, true, 1, change, change), made);
        Assert.Equal(made, await SolutionInterests.GetAsync(made.Id));
    }

    [SkippableFact]
    public async Task It_needs_a_live_template()
    {
        var draft = await Templates.CreateAsync("Software", "", [Required(DecisionMaker)], Author);

        var exception = await Assert.ThrowsAsync<PreconditionFailedException>(
            () => SolutionInterests.CreateAsync("Cloud", "", draft.Id, null, false, Author));

        Assert.Equal((PreconditionReasons.TemplateNotLive, draft.Id.Value), (exception.Reason, exception.Subject));
    }

    [SkippableFact]
    public async Task It_needs_a_template_that_is_there()
    {
        var exception = await Assert.ThrowsAsync<ReferenceNotFoundException>(
            () => SolutionInterests.CreateAsync("Cloud", "", new RoleTemplateId("none"), null, false, Author));

        Assert.Equal(("solution_interest.role_template_id", "none"), (exception.Field, exception.Id));
    }

    [SkippableFact]
    public async Task Names_are_unique()
    {
        var first = await SolutionInterestAsync("Cloud");

        var exception = await Assert.ThrowsAsync<ResourceExistsException>(
            () => SolutionInterests.CreateAsync("cloud", "", first.RoleTemplateId, null, false, Author));

        Assert.Equal((ResourceTypes.SolutionInterest, first.Id.Value), (exception.ResourceType, exception.ExistingId));
    }

    [SkippableFact]
    public async Task Lists_are_newest_first_and_filter_by_part_of_the_name()
    {
        foreach (var name in new[] { "Cloud A", "Hardware", "Cloud B" })
        {
            await SolutionInterestAsync(name);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(
            ["Cloud B", "Hardware", "Cloud A"], (await AllAsync(1, page => SolutionInterests.ListAsync(page))).Select(each => each.Name));
        Assert.Equal(
            ["Cloud B", "Cloud A"], (await AllAsync(1, page => SolutionInterests.ListAsync(page, "cloud"))).Select(each => each.Name));
    }

    [SkippableFact]
    public async Task An_unknown_one_is_not_found() =>
        Assert.Equal(
            ResourceTypes.SolutionInterest,
            (await Assert.ThrowsAsync<ResourceNotFoundException>(() => SolutionInterests.GetAsync(new("none")))).ResourceType);

    [SkippableFact]
    public async Task It_is_changed_as_far_as_was_said()
    {
        var made = await SolutionInterestAsync("Cloud");
        var model = await LiveStageModelAsync();
        Time.Advance(TimeSpan.FromMinutes(1));

        var changed = await SolutionInterests.UpdateAsync(
            made.Id,
            Etag.Of(made.Revision),
            new SolutionInterestChange
            {
                Description = "Ours",
                ChangesStageModel = true,
                StageModelId = model.Id,
                UpdateExistingBuyingGroups = true,
            },
            "olga");
        var renamed = await SolutionInterests.UpdateAsync(made.Id, "", new SolutionInterestChange { Name = "CLOUD" }, Author);
        var without = await SolutionInterests.UpdateAsync(made.Id, "", new SolutionInterestChange { ChangesStageModel = true }, Author);

        Assert.Equal(
            made with
            {
                Description = "Ours",
                StageModelId = model.Id,
                UpdateExistingBuyingGroups = true,
                Revision = 2,
                Updated = new Change(Time.GetUtcNow(), "olga"),
            },
            changed);
        Assert.Equal(
            ("CLOUD", "Ours", model.Id, true),
            (renamed.Name, renamed.Description, renamed.StageModelId, renamed.UpdateExistingBuyingGroups));
        Assert.Equal(("CLOUD", null), (without.Name, without.StageModelId));
    }

    [SkippableFact]
    public async Task A_stage_model_stays_while_a_group_is_at_one_of_its_stages()
    {
        var model = await LiveStageModelAsync();
        var interest = await SolutionInterestAsync("Cloud");
        await SolutionInterests.UpdateAsync(interest.Id, "", new() { ChangesStageModel = true, StageModelId = model.Id }, Author);
        await AccountsAsync("acme");
        var group = await CreateGroupAsync(interest.Id, new("acme"));
        await Commands.ExecuteAsync([new StageCommand(new GroupById(group.Id), model.Stages[0].Id, By())]);

        var stays = await Assert.ThrowsAsync<PreconditionFailedException>(
            () => SolutionInterests.UpdateAsync(interest.Id, "", new() { ChangesStageModel = true }, Author));
        var same = await SolutionInterests.UpdateAsync(
            interest.Id, "", new() { ChangesStageModel = true, StageModelId = model.Id }, Author);

        Assert.Equal(PreconditionReasons.StagesInUse, stays.Reason);
        Assert.Equal(model.Id, same.StageModelId);
    }

    [SkippableFact]
    public async Task It_is_deleted_once_it_has_no_groups()
    {
        var group = await GroupAsync("acme", ["ann"]);
        var interest = await SolutionInterests.GetAsync(group.SolutionInterestId);

        var used = await Assert.ThrowsAsync<PreconditionFailedException>(() => SolutionInterests.DeleteAsync(interest.Id, ""));
        await Groups.DeleteAsync(group.Id, "", By());
        await Assert.ThrowsAsync<EtagMismatchException>(() => SolutionInterests.DeleteAsync(interest.Id, "7"));
        await SolutionInterests.DeleteAsync(interest.Id, Etag.Of(interest.Revision));

        Assert.Equal(PreconditionReasons.SolutionInterestInUse, used.Reason);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => SolutionInterests.GetAsync(interest.Id));
    }

    [SkippableFact]
    public async Task A_draft_stage_model_a_taken_name_and_a_stale_etag_change_nothing()
    {
        await SolutionInterestAsync("Hardware");
        var interest = await SolutionInterestAsync("Cloud");
        var draft = await StageModels.CreateAsync("Draft", "", [], Author);

        var notLive = await Assert.ThrowsAsync<PreconditionFailedException>(
            () => SolutionInterests.UpdateAsync(interest.Id, "", new() { ChangesStageModel = true, StageModelId = draft.Id }, Author));
        await Assert.ThrowsAsync<ReferenceNotFoundException>(
            () => SolutionInterests.UpdateAsync(interest.Id, "", new() { ChangesStageModel = true, StageModelId = new("none") }, Author));
        await Assert.ThrowsAsync<ResourceExistsException>(
            () => SolutionInterests.UpdateAsync(interest.Id, "", new() { Name = "hardware" }, Author));
        await Assert.ThrowsAsync<EtagMismatchException>(
            () => SolutionInterests.UpdateAsync(interest.Id, "7", new() { Name = "Other" }, Author));

        Assert.Equal(PreconditionReasons.StageModelNotLive, notLive.Reason);
        Assert.Equal(interest, await SolutionInterests.GetAsync(interest.Id));
    }
}

public sealed class SolutionInterestStoreOnSqliteTests() : SolutionInterestStoreTests(new SqliteTestEngine());

public sealed class SolutionInterestStoreOnSqlServerTests() : SolutionInterestStoreTests(new SqlServerTestEngine());
