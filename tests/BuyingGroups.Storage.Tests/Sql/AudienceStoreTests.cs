using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Directory;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract partial class AudienceStoreTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    private static readonly Condition Rich = ConditionText.Parse("annual_revenue > 1000000");
    private static readonly Condition Gold = ConditionText.Parse("custom.tier IS \"gold\" AND display_name CONTAINS \"ü\"");
    private static readonly Statement Rows = new("SELECT COUNT(*) FROM audience_account");
    private static readonly Statement Lists = new("SELECT COUNT(*) FROM audience_list");

    private AudienceStore Audiences => new(Database, Time);

    private AttributeStore Attributes => new(Database, Time);

    [SkippableFact]
    public async Task An_audience_keeps_what_was_said()
    {
        var byCondition = await Audiences.CreateAsync("Rich", "Those with money", hasAccountList: false, Rich, Author);
        var byList = await Audiences.CreateAsync("Picked", "", hasAccountList: true, null, Author);
        var byBoth = await Audiences.CreateAsync("Picked and rich", "", hasAccountList: true, Rich, Author);

        var change = new Change(Time.GetUtcNow(), Author);
        Assert.Equal(new Audience(byCondition.Id, "Rich", "Those with money", false, Rich, 0, 1, change, change), byCondition);
        Assert.Equal(new Audience(byList.Id, "Picked", "", true, null, 0, 1, change, change), byList);
        Assert.Equal(new Audience(byBoth.Id, "Picked and rich", "", true, Rich, 0, 1, change, change), byBoth);
        Assert.Equal(byCondition, await Audiences.GetAsync(byCondition.Id));
        Assert.Equal(byBoth, await Audiences.GetAsync(byBoth.Id));
    }

    [SkippableFact]
    public async Task It_has_a_list_or_a_condition()
    {
        var audience = await Audiences.CreateAsync("Rich", "", hasAccountList: false, Rich, Author);

        await Assert.ThrowsAsync<ArgumentException>(() => Audiences.CreateAsync("None", "", hasAccountList: false, null, Author));
        await Assert.ThrowsAsync<ArgumentException>(
            () => Audiences.UpdateAsync(audience.Id, "", new() { ChangesCondition = true }, Author));

        Assert.Equal(audience, Assert.Single((await Audiences.ListAsync(PageRequest.First(5))).Items));
    }

    [SkippableFact]
    public async Task Names_are_unique_without_regard_to_case()
    {
        var first = await PickedAsync("Cloud");
        var second = await PickedAsync("Hardware");

        var made = await Assert.ThrowsAsync<ResourceExistsException>(() => PickedAsync("cLOUD"));
        var renamed = await Assert.ThrowsAsync<ResourceExistsException>(
            () => Audiences.UpdateAsync(second.Id, "", new() { Name = "CLOUD" }, Author));
        var kept = await Audiences.UpdateAsync(first.Id, "", new() { Name = "CLOUD" }, Author);

        Assert.Equal((ResourceTypes.Audience, first.Id.Value), (made.ResourceType, made.ExistingId));
        Assert.Equal(first.Id.Value, renamed.ExistingId);
        Assert.Equal("CLOUD", kept.Name);
    }

    [SkippableFact]
    public async Task Lists_are_newest_first_and_filter_by_part_of_the_name()
    {
        foreach (var name in new[] { "Cloud A", "Hardware", "Cloud B" })
        {
            await PickedAsync(name);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["Cloud B", "Hardware", "Cloud A"], (await AllAsync(1, page => Audiences.ListAsync(page))).Select(each => each.Name));
        Assert.Equal(["Cloud B", "Cloud A"], (await AllAsync(1, page => Audiences.ListAsync(page, "cloud"))).Select(each => each.Name));
    }

    [SkippableFact]
    public async Task An_unknown_one_is_not_found()
    {
        Task<ResourceNotFoundException> MissingAsync(Func<Task> call) => Assert.ThrowsAsync<ResourceNotFoundException>(call);

        Assert.Equal(ResourceTypes.Audience, (await MissingAsync(() => Audiences.GetAsync(new("none")))).ResourceType);
        Assert.Equal("none", (await MissingAsync(() => Audiences.UpdateAsync(new("none"), "", new() { Name = "x" }, Author))).Id);
        Assert.Equal("none", (await MissingAsync(() => Audiences.DeleteAsync(new("none"), ""))).Id);
        Assert.Equal("none", (await MissingAsync(() => Audiences.BeginLoadAsync(new("none")))).Id);
        Assert.Empty((await Audiences.ListAccountsAsync(new("none"), PageRequest.First(5))).Items);
    }

    [SkippableFact]
    public async Task It_is_changed_as_far_as_was_said()
    {
        var made = await PickedAsync("Cloud");
        Time.Advance(TimeSpan.FromMinutes(1));

        var changed = await Audiences.UpdateAsync(
            made.Id, Etag.Of(1), new() { Description = "Ours", ChangesCondition = true, Condition = Rich }, "olga");
        var renamed = await Audiences.UpdateAsync(made.Id, "", new() { Name = "Clouds" }, Author);
        var without = await Audiences.UpdateAsync(made.Id, "", new() { ChangesCondition = true }, Author);

        Assert.Equal(
            made with { Description = "Ours", Condition = Rich, Revision = 2, Updated = new Change(Time.GetUtcNow(), "olga") }, changed);
        Assert.Equal(("Clouds", "Ours", Rich, 3), (renamed.Name, renamed.Description, renamed.Condition, renamed.Revision));
        Assert.Equal(("Clouds", null), (without.Name, without.Condition));
        await Assert.ThrowsAsync<EtagMismatchException>(() => Audiences.UpdateAsync(made.Id, Etag.Of(3), new() { Name = "Other" }, Author));
        Assert.Equal(without, await Audiences.GetAsync(made.Id));
    }

    [SkippableFact]
    public async Task A_condition_names_declared_attributes_of_accounts_only()
    {
        await Attributes.CreateAsync(AttributeSubject.Person, "tier", AttributeType.Text, Author);
        var audience = await PickedAsync("Picked");

        var made = await Assert.ThrowsAsync<ReferenceNotFoundException>(() => Audiences.CreateAsync("Gold", "", false, Gold, Author));
        var changed = await Assert.ThrowsAsync<ReferenceNotFoundException>(
            () => Audiences.UpdateAsync(audience.Id, "", new() { ChangesCondition = true, Condition = Gold }, Author));
        await Attributes.CreateAsync(AttributeSubject.Account, "tier", AttributeType.Text, Author);

        Assert.Equal(("audience.condition", ResourceTypes.Attribute, "tier"), (made.Field, made.ResourceType, made.Id));
        Assert.Equal("audience.condition", changed.Field);
        Assert.Equal(Gold, (await Audiences.CreateAsync("Gold", "", false, Gold, Author)).Condition);
    }

    [SkippableFact]
    public async Task An_attribute_that_a_condition_names_stays_declared()
    {
        await Attributes.CreateAsync(AttributeSubject.Account, "tier", AttributeType.Text, Author);
        await Attributes.CreateAsync(AttributeSubject.Person, "tier", AttributeType.Text, Author);
        var gold = await Audiences.CreateAsync("Golden ones", "", hasAccountList: false, Gold, Author);
        var picked = await Audiences.CreateAsync("Picked", "", hasAccountList: true, Gold, Author);

        var used = await Assert.ThrowsAsync<PreconditionFailedException>(() => Attributes.DeleteAsync(AttributeSubject.Account, "tier"));
        await Attributes.DeleteAsync(AttributeSubject.Person, "tier");
        await Audiences.DeleteAsync(gold.Id, "");
        await Assert.ThrowsAsync<PreconditionFailedException>(() => Attributes.DeleteAsync(AttributeSubject.Account, "tier"));
        await Audiences.UpdateAsync(picked.Id, "", new() { ChangesCondition = true }, Author);
        await Attributes.DeleteAsync(AttributeSubject.Account, "tier");

        Assert.Equal((PreconditionReasons.AttributeInUse, "tier"), (used.Reason, used.Subject));
        Assert.Contains("the audiences \"Golden ones\", \"Picked\"", used.Description, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_attribute_is_either_declared_and_named_or_neither()
    {
        for (var i = 0; i < 10; i++)
        {
            var name = $"Gold {i}";
            await Attributes.CreateAsync(AttributeSubject.Account, "tier", AttributeType.Text, Author);
            var outcomes = await Task.WhenAll(
                Task.Run(() => SucceedsAsync(() => Audiences.CreateAsync(name, "", false, Gold, Author))),
                Task.Run(() => SucceedsAsync(() => Attributes.DeleteAsync(AttributeSubject.Account, "tier"))));

            Assert.Single(outcomes, succeeded => succeeded);
            if (outcomes[0])
            {
                await Audiences.DeleteAsync((await Audiences.ListAsync(PageRequest.First(1), name)).Items.Single().Id, "");
                await Attributes.DeleteAsync(AttributeSubject.Account, "tier");
            }
        }
    }

    [SkippableFact]
    public async Task It_is_deleted_with_its_list_and_what_is_being_loaded()
    {
        var ids = await ManyAsync(3_000);
        var audience = await PickedAsync("Picked");
        var held = await LoadAsync(audience, ids);
        var load = await Audiences.BeginLoadAsync(audience.Id);
        await load.AddAsync(ids.Take(10));

        await Assert.ThrowsAsync<EtagMismatchException>(() => Audiences.DeleteAsync(audience.Id, Etag.Of(1)));
        await Audiences.DeleteAsync(audience.Id, Etag.Of(held.Revision));

        Assert.Equal((0, 0), await StoredAsync());
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Audiences.GetAsync(audience.Id));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => load.AddAsync(["a1"]));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => load.CompleteAsync(Author));
        await load.AbandonAsync();
        Assert.Empty(await ListedAsync(audience.Id));
    }

    [SkippableFact]
    public async Task What_a_deletion_could_not_remove_is_removed_by_the_next_load_of_any_audience()
    {
        var ids = await ManyAsync(3_000);
        var audience = await PickedAsync("Picked");
        await LoadAsync(audience, ids);
        await Database.WriteAsync(
            async session =>
            {
                await AudienceLists.DetachAsync(session, audience.Id);
                return await session.ExecuteAsync(DeleteAudience, new { id = audience.Id.Value });
            },
            CancellationToken.None);

        await LoadAsync(await PickedAsync("Other"), ids.Take(1));

        Assert.Equal((1, 1), await StoredAsync());
    }

    [SkippableFact]
    public async Task Accounts_of_a_list_are_read_page_by_page_with_all_that_is_known_of_them()
    {
        var ids = await ManyAsync(25);
        await Directory.UpsertAccountsAsync(
            [new Account(new(ids[3]), "Rich", null, new AccountAttributes { AnnualRevenue = 2e6, ProductsOwned = ["Base"] })]);
        var audience = await PickedAsync("Picked");
        await LoadAsync(audience, ids.Where((_, index) => index % 3 == 0));

        var listed = await AllAsync(4, page => Audiences.ListAccountsAsync(audience.Id, page));

        Assert.Equal(ids.Where((_, index) => index % 3 == 0), listed.Select(account => account.Id.Value));
        Assert.Equal(
            ("Rich", 2e6, "Base"), (listed[1].Name, listed[1].Attributes.AnnualRevenue, listed[1].Attributes.ProductsOwned.Single()));
    }

    private static readonly Statement RemoveSome = new("DELETE FROM audience_account WHERE account_id LIKE 'a0000%'");

    private static readonly Statement DeleteAudience = new("DELETE FROM audience WHERE id = @id");

    private static async Task<bool> SucceedsAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (Exception exception) when (exception is ReferenceNotFoundException or PreconditionFailedException)
        {
            return false;
        }
    }

    private Task<Audience> PickedAsync(string name) => Audiences.CreateAsync(name, "", hasAccountList: true, null, Author);

    /// <summary>That many accounts; the ids in order.</summary>
    private async Task<IReadOnlyList<string>> ManyAsync(int count)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(number => $"a{number:D6}")];
        foreach (var batch in ids.Chunk(1_000))
        {
            await AccountsAsync(batch);
        }

        return ids;
    }

    private async Task<Audience> LoadAsync(Audience audience, IEnumerable<string> accounts)
    {
        var load = await Audiences.BeginLoadAsync(audience.Id);
        await load.AddAsync(accounts);
        return await load.CompleteAsync(Author);
    }

    private async Task<IReadOnlyList<string>> ListedAsync(AudienceId audience) =>
        [.. (await AllAsync(1_000, page => Audiences.ListAccountsAsync(audience, page))).Select(account => account.Id.Value)];

    /// <summary>How many accounts of lists, and how many lists the database holds, whether they hold or not.</summary>
    private Task<(int Accounts, int Lists)> StoredAsync() =>
        Database.ReadAsync(
            async session => (await session.GetAsync<int>(Rows), await session.GetAsync<int>(Lists)), CancellationToken.None);
}

public sealed class AudienceStoreOnSqliteTests() : AudienceStoreTests(new SqliteTestEngine());

public sealed class AudienceStoreOnSqlServerTests() : AudienceStoreTests(new SqlServerTestEngine());
