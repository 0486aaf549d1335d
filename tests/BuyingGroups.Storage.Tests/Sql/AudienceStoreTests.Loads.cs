using System.Globalization;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Storage.Sql;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

// Lists that are being loaded.
public abstract partial class AudienceStoreTests
{
    [SkippableFact]
    public async Task A_list_holds_once_it_is_complete()
    {
        await AccountsAsync("a", "b", "c", "B");
        var audience = await PickedAsync("Picked");
        await LoadAsync(audience, ["a"]);
        Time.Advance(TimeSpan.FromMinutes(1));

        var load = await Audiences.BeginLoadAsync(audience.Id);
        await load.AddAsync(["c", "B"]);
        await load.AddAsync(["b"]);
        var before = await Audiences.GetAsync(audience.Id);
        Assert.Equal(["a"], await ListedAsync(audience.Id));
        var after = await load.CompleteAsync("olga");

        Assert.Equal((1, 2), (before.ListedAccounts, before.Revision));
        Assert.Equal(before with { ListedAccounts = 3, Revision = 3, Updated = new Change(Time.GetUtcNow(), "olga") }, after);
        Assert.Equal(after, await Audiences.GetAsync(audience.Id));
        Assert.Equal(["B", "b", "c"], await ListedAsync(audience.Id));
        Assert.Equal((3, 1), await StoredAsync());
    }

    [SkippableFact]
    public async Task Ids_that_come_again_count_once_and_those_that_nobody_knows_are_left_out()
    {
        await AccountsAsync("a", "b");
        var audience = await PickedAsync("Picked");

        var load = await Audiences.BeginLoadAsync(audience.Id);
        await load.AddAsync(["b", "x", "a", "b", "x"]);
        await load.AddAsync(["y", "a", "x", "A"]);
        var after = await load.CompleteAsync(Author);

        Assert.Equal((2, 2, 3), (after.ListedAccounts, load.Listed, load.Unknown));
        Assert.Equal(["x", "y", "A"], load.FirstUnknown);
        Assert.Equal(["a", "b"], await ListedAsync(audience.Id));
    }

    [SkippableFact]
    public async Task Of_very_many_unknown_ids_the_first_hundred_are_named()
    {
        var audience = await PickedAsync("Picked");

        var load = await Audiences.BeginLoadAsync(audience.Id);
        await load.AddAsync(Enumerable.Range(0, 5_000).Select(number => $"x{number}"));
        await load.CompleteAsync(Author);

        Assert.Equal((0, 5_000), (load.Listed, load.Unknown));
        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"x{number}"), load.FirstUnknown);
    }

    [SkippableFact]
    public async Task A_list_of_several_pieces_is_replaced_and_emptied()
    {
        var ids = await ManyAsync(5_000);
        var audience = await PickedAsync("Picked");

        var first = await LoadAsync(audience, ids);
        var second = await LoadAsync(audience, ids.Skip(1_000));
        Assert.Equal((5_000, 4_000), (first.ListedAccounts, second.ListedAccounts));
        Assert.Equal(ids.Skip(1_000), await ListedAsync(audience.Id));
        Assert.Equal((4_000, 1), await StoredAsync());

        var empty = await LoadAsync(audience, []);
        Assert.Equal((0, 4), (empty.ListedAccounts, empty.Revision));
        Assert.Empty(await ListedAsync(audience.Id));
        Assert.Equal((0, 1), await StoredAsync());
    }

    [SkippableFact]
    public async Task An_audience_without_a_list_cannot_be_loaded()
    {
        var audience = await Audiences.CreateAsync("Rich", "", hasAccountList: false, Rich, Author);

        var exception = await Assert.ThrowsAsync<PreconditionFailedException>(() => Audiences.BeginLoadAsync(audience.Id));

        Assert.Equal((PreconditionReasons.AudienceWithoutList, audience.Id.Value), (exception.Reason, exception.Subject));
        Assert.Equal((0, 0), await StoredAsync());
    }

    [SkippableFact]
    public async Task Of_two_loads_at_the_same_time_the_last_to_be_complete_holds()
    {
        await AccountsAsync("a", "b", "c");
        var audience = await PickedAsync("Picked");

        var first = await Audiences.BeginLoadAsync(audience.Id);
        var second = await Audiences.BeginLoadAsync(audience.Id);
        await first.AddAsync(["a"]);
        await second.AddAsync(["b"]);
        await second.CompleteAsync(Author);
        Assert.Equal(["b"], await ListedAsync(audience.Id));
        await first.AddAsync(["c"]);
        await first.CompleteAsync(Author);

        Assert.Equal(["a", "c"], await ListedAsync(audience.Id));
        Assert.Equal((2, 1), await StoredAsync());
    }

    [SkippableFact]
    public async Task Loads_in_parallel_never_mix()
    {
        var ids = await ManyAsync(4_000);
        var audience = await PickedAsync("Picked");

        var loaded = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(
            () => LoadAsync(audience, ids.Where((_, index) => index % 4 == number)))));

        var listed = await ListedAsync(audience.Id);
        Assert.Equal(1_000, listed.Count);
        Assert.Single(listed.Select(id => int.Parse(id[1..], CultureInfo.InvariantCulture) % 4).Distinct());
        Assert.Equal([2, 3, 4, 5], loaded.Select(each => each.Revision).Order());
        Assert.Equal((1_000, 1), await StoredAsync());
    }

    [SkippableFact]
    public async Task A_load_that_is_abandoned_leaves_nothing_but_once_it_is_complete_it_holds()
    {
        await AccountsAsync("a", "b");
        var audience = await PickedAsync("Picked");
        var complete = await Audiences.BeginLoadAsync(audience.Id);
        await complete.AddAsync(["a"]);
        await complete.CompleteAsync(Author);

        var broken = await Audiences.BeginLoadAsync(audience.Id);
        await broken.AddAsync(["b"]);
        await broken.AbandonAsync();
        await complete.AbandonAsync();

        Assert.Equal(["a"], await ListedAsync(audience.Id));
        Assert.Equal((1, 1), await StoredAsync());
        await Assert.ThrowsAsync<LoadSupersededException>(() => broken.AddAsync(["a"]));
    }

    [SkippableFact]
    public async Task What_a_broken_load_left_is_removed_by_a_later_one()
    {
        var ids = await ManyAsync(3_000);
        var audience = await PickedAsync("Picked");
        var other = await PickedAsync("Other");
        await LoadAsync(other, ids.Take(10));
        var broken = await Audiences.BeginLoadAsync(audience.Id);
        await broken.AddAsync(ids);
        Assert.Equal((3_010, 2), await StoredAsync());
        Time.Advance(TimeSpan.FromMinutes(61));

        await LoadAsync(other, ids.Take(20));
        Assert.Equal((3_020, 2), await StoredAsync());
        await LoadAsync(audience, ids.Take(5));

        Assert.Equal((25, 2), await StoredAsync());
        Assert.Equal(20, (await ListedAsync(other.Id)).Count);
    }

    [SkippableFact]
    public async Task A_load_whose_rows_were_removed_meanwhile_is_superseded()
    {
        await AccountsAsync("a", "b");
        var audience = await PickedAsync("Picked");
        var slow = await Audiences.BeginLoadAsync(audience.Id);
        await slow.AddAsync(["a"]);
        Time.Advance(TimeSpan.FromMinutes(61));
        var held = await LoadAsync(audience, ["b"]);

        var added = await Assert.ThrowsAsync<LoadSupersededException>(() => slow.AddAsync(["b"]));
        await Assert.ThrowsAsync<LoadSupersededException>(() => slow.CompleteAsync(Author));
        await slow.AbandonAsync();

        Assert.Equal((ResourceTypes.Audience, audience.Id.Value), (added.ResourceType, added.Id));
        Assert.Equal(held, await Audiences.GetAsync(audience.Id));
        Assert.Equal(["b"], await ListedAsync(audience.Id));
    }

    [SkippableFact]
    public async Task A_load_of_which_a_part_was_removed_is_superseded()
    {
        var ids = await ManyAsync(3_000);
        var audience = await PickedAsync("Picked");
        var load = await Audiences.BeginLoadAsync(audience.Id);
        await load.AddAsync(ids);
        await Database.WriteAsync(session => session.ExecuteAsync(RemoveSome), CancellationToken.None);

        await Assert.ThrowsAsync<LoadSupersededException>(() => load.CompleteAsync(Author));

        Assert.Equal(audience, await Audiences.GetAsync(audience.Id));
    }

    [SkippableFact]
    public async Task An_old_list_that_holds_stays()
    {
        await AccountsAsync("a");
        var audience = await PickedAsync("Picked");
        await LoadAsync(audience, ["a"]);
        Time.Advance(TimeSpan.FromDays(400));

        await Audiences.UpdateAsync(audience.Id, "", new() { Description = "old" }, Author);
        await Audiences.DeleteAsync((await PickedAsync("Other")).Id, "");

        Assert.Equal(["a"], await ListedAsync(audience.Id));
    }
}
