using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Stages;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Stages;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class StageModelStoreTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    [SkippableFact]
    public async Task A_draft_keeps_its_stages_in_order_and_their_transitions()
    {
        var made = await StageModels.CreateAsync("Deal", "How it goes", StagesOfDeal(), Author);

        var read = await StageModels.GetAsync(made.Id);
        Assert.Equal(("Deal", "How it goes", DefinitionStatus.Draft, 1), (read.Name, read.Description, read.Status, read.Revision));
        Assert.Equal(
            [
                ("New", "Just found", StageKind.Entry, "Won Lost"), ("Won", "", StageKind.Success, ""),
                ("Lost", "", StageKind.Failure, "New"),
            ],
            read.Stages.Select(stage => (stage.Name, stage.Description, stage.Kind, NextOf(read, stage))));
        Assert.Equal(read.Stages.Select(stage => stage.Id), made.Stages.Select(stage => stage.Id));
    }

    [SkippableFact]
    public async Task A_draft_is_changed_as_far_as_was_said_and_its_stages_keep_their_ids()
    {
        var made = await StageModels.CreateAsync("Deal", "How it goes", StagesOfDeal(), Author);
        var first = made.Stages[0];
        Time.Advance(TimeSpan.FromMinutes(1));

        var changed = await StageModels.UpdateAsync(
            made.Id,
            Etag.Of(made.Revision),
            new StageModelChange(
                "DEAL",
                null,
                [new(first.Id, "Found", "", StageKind.Entry, ["Won"]), new(null, "Talk", "", StageKind.Intermediate, ["Won"])]),
            "olga");

        Assert.Equal(
            ("DEAL", "How it goes", new Change(Time.GetUtcNow(), "olga"), 2),
            (changed.Name, changed.Description, changed.Updated, changed.Revision));
        Assert.Equal(
            ["Found>Won", "Won>", "Lost>Found", "Talk>Won"], changed.Stages.Select(stage => $"{stage.Name}>{NextOf(changed, stage)}"));
        Assert.Equal(made.Stages.Select(stage => stage.Id), changed.Stages.Take(3).Select(stage => stage.Id));
    }

    [SkippableFact]
    public async Task Publishing_says_every_fault_at_once()
    {
        var draft = await StageModels.CreateAsync("Deal", "", [new(null, "Talk", "", StageKind.Intermediate, [])], Author);

        var exception = await Assert.ThrowsAsync<PreconditionFailedException>(() => StageModels.PublishAsync(draft.Id, "", Author));

        Assert.Equal(
            [
                ("NO_ENTRY_STAGE", draft.Id.Value), ("NO_SUCCESS_STAGE", draft.Id.Value),
                ("STAGE_WITHOUT_TRANSITION", draft.Stages[0].Id.Value),
            ],
            exception.Violations.Select(violation => (violation.Reason, violation.Subject)).Order());
        Assert.Equal(DefinitionStatus.Draft, (await StageModels.GetAsync(draft.Id)).Status);
    }

    [SkippableFact]
    public async Task A_live_model_is_read_only_and_stays_while_it_is_used()
    {
        var live = await LiveStageModelAsync();
        var interest = await SolutionInterestAsync("Cloud");
        await SolutionInterests.UpdateAsync(
            interest.Id, "", new SolutionInterestChange { ChangesStageModel = true, StageModelId = live.Id }, Author);

        var edited = await Assert.ThrowsAsync<PreconditionFailedException>(
            () => StageModels.UpdateAsync(live.Id, "", new StageModelChange("Other", null, []), Author));
        var published = await Assert.ThrowsAsync<PreconditionFailedException>(() => StageModels.PublishAsync(live.Id, "", Author));
        var deleted = await Assert.ThrowsAsync<PreconditionFailedException>(() => StageModels.DeleteAsync(live.Id, ""));
        await SolutionInterests.UpdateAsync(interest.Id, "", new SolutionInterestChange { ChangesStageModel = true }, Author);
        await StageModels.DeleteAsync(live.Id, Etag.Of(live.Revision));

        Assert.Equal(
            (PreconditionReasons.StageModelNotDraft, PreconditionReasons.StageModelNotDraft, PreconditionReasons.StageModelInUse),
            (edited.Reason, published.Reason, deleted.Reason));
        Assert.Contains("\"Cloud\"", deleted.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => StageModels.GetAsync(live.Id));
    }

    [SkippableFact]
    public async Task A_stale_etag_a_taken_name_and_stages_that_dont_fit_change_nothing()
    {
        await StageModels.CreateAsync("Taken", "", [], Author);
        var draft = await StageModels.CreateAsync("Deal", "", StagesOfDeal(), Author);

        await Assert.ThrowsAsync<EtagMismatchException>(
            () => StageModels.UpdateAsync(draft.Id, "7", new StageModelChange("Other", null, []), Author));
        await Assert.ThrowsAsync<EtagMismatchException>(() => StageModels.PublishAsync(draft.Id, "7", Author));
        await Assert.ThrowsAsync<EtagMismatchException>(() => StageModels.DeleteAsync(draft.Id, "7"));
        await Assert.ThrowsAsync<ResourceExistsException>(
            () => StageModels.UpdateAsync(draft.Id, "", new StageModelChange("TAKEN", null, []), Author));
        await Assert.ThrowsAsync<InvalidStageEditsException>(
            () => StageModels.UpdateAsync(
                draft.Id, "", new StageModelChange(null, null, [new(null, "new", "", StageKind.Entry, [])]), Author));

        var after = await StageModels.GetAsync(draft.Id);
        Assert.Equal((draft.Name, draft.Revision, draft.Stages.Count), (after.Name, after.Revision, after.Stages.Count));
    }

    [SkippableFact]
    public async Task Lists_are_newest_update_first()
    {
        foreach (var name in new[] { "One", "Two", "Three" })
        {
            await StageModels.CreateAsync(name, "", StagesOfDeal(), Author);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["Three", "Two", "One"], (await AllAsync(2, page => StageModels.ListAsync(page))).Select(model => model.Name));
        Assert.Equal(
            ["Two"], (await AllAsync(2, page => StageModels.ListAsync(page, DefinitionStatus.Draft, "tW"))).Select(model => model.Name));
        Assert.Empty((await StageModels.ListAsync(PageRequest.First(5), DefinitionStatus.Live)).Items);
    }

    private static string NextOf(StageModel model, Stage stage) => string.Join(' ', stage.Next.Select(next => model.Find(next)!.Name));
}

public sealed class StageModelStoreOnSqliteTests() : StageModelStoreTests(new SqliteTestEngine());

public sealed class StageModelStoreOnSqlServerTests() : StageModelStoreTests(new SqlServerTestEngine());
