using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Invalidations;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class ScoringModelStoreTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    private static readonly NewActivityType DownloadedPublication = new("Downloaded publication", "Web", 20, 50);

    [SkippableFact]
    public async Task The_default_model_of_35_types_is_active_from_the_start()
    {
        var model = await ScoringModels.GetActiveAsync();

        Assert.Equal((DefaultScoringModel.Id, DefaultScoringModel.Name, ScoringModelStatus.Active), (model.Id, model.Name, model.Status));
        Assert.Equal(DefaultScoringModel.Types, model.Types);
        Assert.Equal(35, model.Types.Count);
    }

    [SkippableFact]
    public async Task A_copy_is_a_draft_with_the_same_types()
    {
        var copy = await DraftAsync("Mine");

        Assert.Equal(("Mine", ScoringModelStatus.Draft), (copy.Name, copy.Status));
        Assert.Equal(DefaultScoringModel.Types, copy.Types);
        Assert.Equal(new Change(Time.GetUtcNow(), Author), copy.Created);
        Assert.Null(copy.Activated);
    }

    [SkippableFact]
    public async Task A_copy_needs_a_model_and_a_name_of_its_own()
    {
        var exists = await Assert.ThrowsAsync<ResourceExistsException>(() => DraftAsync("DEFAULT"));
        Assert.Equal("default", exists.ExistingId);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => ScoringModels.DuplicateAsync(new("none"), "Mine", Author));
    }

    [SkippableFact]
    public async Task A_new_type_gets_the_next_code_and_the_same_code_in_another_model()
    {
        var first = await ScoringModels.AddActivityTypeAsync((await DraftAsync("One")).Id, DownloadedPublication, Author);
        var second = await ScoringModels.AddActivityTypeAsync(
            (await DraftAsync("Two")).Id, DownloadedPublication with { Name = "DOWNLOADED publication", Weight = 0 }, Author);
        var third = await ScoringModels.AddActivityTypeAsync(second.Id, DownloadedPublication with { Name = "Called" }, Author);

        Assert.Equal(new ActivityType(new(36), "Downloaded publication", "Web", 20, 50, IsCustom: true), first.Types[^1]);
        Assert.Equal(new ActivityTypeCode(36), second.Types[^1].Code);
        Assert.Equal(new ActivityTypeCode(37), third.Types[^1].Code);
        Assert.Equal([1, 36], await CodesAsync("Visit Webpage", "downloaded Publication", "Fell Asleep"));
    }

    [SkippableFact]
    public async Task A_name_has_a_code_as_long_as_any_model_has_the_type_and_then_servers_are_told()
    {
        var (one, two) = (await DraftAsync("One"), await DraftAsync("Two"));
        foreach (var model in new[] { one, two })
        {
            await ScoringModels.AddActivityTypeAsync(model.Id, DownloadedPublication, Author);
        }

        var before = await Rosters.GetSharedVersionsAsync(0);
        await ScoringModels.RemoveActivityTypeAsync(one.Id, "downloaded publication", Author);
        Assert.Equal([36], await CodesAsync("Downloaded publication"));
        Assert.Equal(before.LogPosition, (await Rosters.GetSharedVersionsAsync()).LogPosition);

        await ScoringModels.DeleteAsync(two.Id);
        Assert.Empty(await CodesAsync("Downloaded publication"));
        Assert.Equal(
            [new Invalidation(InvalidationKind.ActivityType, "DOWNLOADED PUBLICATION")],
            (await Rosters.GetSharedVersionsAsync(before.LogPosition)).Invalidations);

        await ScoringModels.AddActivityTypeAsync(one.Id, DownloadedPublication, Author);
        Assert.Equal([36], await CodesAsync("Downloaded publication"));
    }

    private async Task<IEnumerable<int>> CodesAsync(params string[] names) =>
        (await ScoringModels.GetActivityTypeCodesAsync([.. names.Select(NameKey.Of)])).Values.Select(code => (int)code.Value).Order();

    [SkippableFact]
    public async Task New_types_added_at_the_same_time_get_different_codes()
    {
        var models = new List<ScoringModel>();
        for (var i = 0; i < 8; i++)
        {
            models.Add(await DraftAsync($"Model {i}"));
        }

        var codes = await Task.WhenAll(models.Select((model, i) => Task.Run(async () =>
            (await ScoringModels.AddActivityTypeAsync(
                model.Id, DownloadedPublication with { Name = $"Type {i}" }, Author)).Types[^1].Code.Value)));

        Assert.Equal(Enumerable.Range(36, 8), codes.Order().Select(code => (int)code));
    }

    [SkippableFact]
    public async Task A_type_is_in_a_model_once()
    {
        var model = await DraftAsync("Mine");

        var exception = await Assert.ThrowsAsync<ResourceExistsException>(
            () => ScoringModels.AddActivityTypeAsync(model.Id, DownloadedPublication with { Name = "visit webpage" }, Author));

        Assert.Equal((ResourceTypes.ActivityType, "Visit Webpage"), (exception.ResourceType, exception.ExistingId));
    }

    [SkippableFact]
    public async Task A_draft_changes_only_what_is_named()
    {
        var model = await DraftAsync("Mine");
        Time.Advance(TimeSpan.FromSeconds(1));

        await ScoringModels.UpdateActivityTypeAsync(model.Id, "visit webpage", new() { DailyCap = 7 }, "olga");
        var changed = await ScoringModels.UpdateActivityTypeAsync(
            model.Id, "Visit Webpage", new() { Weight = 0, EngagementType = "" }, "olga");

        Assert.Equal(model.Types[0] with { DailyCap = 7, Weight = 0, EngagementType = "" }, changed.Types[0]);
        Assert.Equal(model.Types.Skip(1), changed.Types.Skip(1));
        Assert.Equal(new Change(Time.GetUtcNow(), "olga"), changed.Updated);
        Assert.Equal(DefaultScoringModel.Types, (await ScoringModels.GetActiveAsync()).Types);
    }

    [SkippableFact]
    public async Task Only_a_draft_can_be_changed_and_activated()
    {
        foreach (var change in new Func<Task>[]
        {
            () => ScoringModels.AddActivityTypeAsync(DefaultScoringModel.Id, DownloadedPublication, Author),
            () => ScoringModels.UpdateActivityTypeAsync(DefaultScoringModel.Id, "Visit Webpage", new() { Weight = 1 }, Author),
            () => ScoringModels.ActivateAsync(DefaultScoringModel.Id, Author),
        })
        {
            var exception = await Assert.ThrowsAsync<PreconditionFailedException>(change);
            Assert.Equal((PreconditionReasons.ScoringModelNotDraft, "default"), (exception.Reason, exception.Subject));
        }
    }

    [SkippableFact]
    public async Task Unknown_models_and_types_are_not_found()
    {
        var model = await DraftAsync("Mine");

        await Assert.ThrowsAsync<ResourceNotFoundException>(() => ScoringModels.GetAsync(new("Default")));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => ScoringModels.ActivateAsync(new("none"), Author));
        var exception = await Assert.ThrowsAsync<ResourceNotFoundException>(
            () => ScoringModels.UpdateActivityTypeAsync(model.Id, "Sang", new() { Weight = 1 }, Author));
        Assert.Equal((ResourceTypes.ActivityType, "Sang"), (exception.ResourceType, exception.Id));
    }

    [SkippableFact]
    public async Task Activating_archives_the_model_before()
    {
        var model = await DraftAsync("Mine");
        Time.Advance(TimeSpan.FromSeconds(1));

        var active = await ScoringModels.ActivateAsync(model.Id, "olga");

        Assert.Equal(ScoringModelStatus.Active, active.Status);
        Assert.Equal(new Change(Time.GetUtcNow(), "olga"), active.Activated);
        Assert.Equal(model.Id, (await ScoringModels.GetActiveAsync()).Id);
        Assert.Equal(ScoringModelStatus.Archived, (await ScoringModels.GetAsync(DefaultScoringModel.Id)).Status);
    }

    [SkippableFact]
    public async Task Exactly_one_model_is_active_also_when_many_activate_at_the_same_time()
    {
        var drafts = new List<ScoringModel>();
        for (var i = 0; i < 6; i++)
        {
            drafts.Add(await DraftAsync($"Model {i}"));
        }

        await Task.WhenAll(drafts.Select(draft => Task.Run(() => ScoringModels.ActivateAsync(draft.Id, Author))));

        Assert.Single((await ScoringModels.ListAsync(PageRequest.First(50), ScoringModelStatus.Active)).Items);
        Assert.Equal(6, (await ScoringModels.ListAsync(PageRequest.First(50), ScoringModelStatus.Archived)).Items.Count);
    }

    [SkippableFact]
    public async Task Lists_are_newest_update_first()
    {
        foreach (var name in new[] { "One", "Two" })
        {
            await DraftAsync(name);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        var all = await AllAsync(1, page => ScoringModels.ListAsync(page));

        Assert.Equal(["Two", "One", "Default"], all.Select(model => model.Name));
        Assert.All(all, model => Assert.Equal(35, model.Types.Count));
    }

    [SkippableFact]
    public async Task A_custom_type_is_taken_out_and_keeps_its_code()
    {
        var model = await DraftAsync("Mine");
        var type = new NewActivityType("Sang", "Choir", 20, 50);
        var with = await ScoringModels.AddActivityTypeAsync(model.Id, type, Author);

        var without = await ScoringModels.RemoveActivityTypeAsync(model.Id, "SANG", Author, Etag.Of(with.Revision));
        var again = await ScoringModels.AddActivityTypeAsync(model.Id, type, Author);

        Assert.Equal(model.Types, without.Types);
        Assert.Equal(with.Types[^1], again.Types[^1]);
    }

    [SkippableFact]
    public async Task A_draft_is_renamed_put_away_and_deleted()
    {
        var kept = await DraftAsync("Kept");
        var dropped = await DraftAsync("Dropped");

        var renamed = await ScoringModels.RenameAsync(kept.Id, "KEPT", "olga", Etag.Of(kept.Revision));
        var archived = await ScoringModels.ArchiveAsync(kept.Id, Author);
        await ScoringModels.DeleteAsync(dropped.Id);

        Assert.Equal(("KEPT", "olga"), (renamed.Name, renamed.Updated.By));
        Assert.Equal(ScoringModelStatus.Archived, archived.Status);
        Assert.Equal(["KEPT"], (await ScoringModels.ListAsync(PageRequest.First(50), namePart: "ep")).Items.Select(model => model.Name));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => ScoringModels.GetAsync(dropped.Id));
    }

    [SkippableFact]
    public async Task Only_drafts_are_edited_and_only_as_they_were_read()
    {
        var draft = await DraftAsync("Mine");
        var active = DefaultScoringModel.Id;

        Func<ScoringModelId, string, Task>[] edits =
        [
            (id, etag) => ScoringModels.AddActivityTypeAsync(id, new("Sang", "Choir", 20, 50), Author, etag),
            (id, etag) => ScoringModels.UpdateActivityTypeAsync(id, "Click Link", new() { Weight = 1 }, Author, etag),
            (id, etag) => ScoringModels.RemoveActivityTypeAsync(id, "Click Link", Author, etag),
            (id, etag) => ScoringModels.RenameAsync(id, "Other", Author, etag),
            (id, etag) => ScoringModels.ArchiveAsync(id, Author, etag),
            (id, etag) => ScoringModels.ActivateAsync(id, Author, etag),
            (id, etag) => ScoringModels.DeleteAsync(id, etag),
        ];
        foreach (var edit in edits)
        {
            Assert.Equal(
                PreconditionReasons.ScoringModelNotDraft,
                (await Assert.ThrowsAsync<PreconditionFailedException>(() => edit(active, ""))).Reason);
            await Assert.ThrowsAsync<EtagMismatchException>(() => edit(draft.Id, "7"));
        }

        var ofAll = await Assert.ThrowsAsync<PreconditionFailedException>(
            () => ScoringModels.RemoveActivityTypeAsync(draft.Id, "Click Link", Author));
        Assert.Equal(PreconditionReasons.ActivityTypeNotCustom, ofAll.Reason);
        await Assert.ThrowsAsync<ResourceExistsException>(() => ScoringModels.RenameAsync(draft.Id, "default", Author));
        Assert.Equal((draft.Name, draft.Revision, draft.Status), await StateOf(draft.Id));
        Assert.Equal(("Default", 1, ScoringModelStatus.Active), await StateOf(active));

        async Task<(string, long, ScoringModelStatus)> StateOf(ScoringModelId id)
        {
            var model = await ScoringModels.GetAsync(id);
            return (model.Name, model.Revision, model.Status);
        }
    }

    private Task<ScoringModel> DraftAsync(string name) => ScoringModels.DuplicateAsync(DefaultScoringModel.Id, name, Author);
}

public sealed class ScoringModelStoreOnSqliteTests() : ScoringModelStoreTests(new SqliteTestEngine());

public sealed class ScoringModelStoreOnSqlServerTests() : ScoringModelStoreTests(new SqlServerTestEngine());
