using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Counters;
using Xunit;
using static BuyingGroups.Storage.Counters.RecordOutcome;

namespace BuyingGroups.Storage.Tests.Counters;

/// <content>People whose moves the database doesn't know of any more, since it was put back to an older state.</content>
public abstract partial class CountersTests
{
    private AccountId Further => new($"{_account.Value}-further");

    [SkippableFact]
    public async Task A_person_who_is_brought_back_has_everything()
    {
        await RecordAsync(One("a", Visit), One("b", Click, Today.AddDays(-5)));
        await MoveAsync("lost");
        await RecordElsewhereAsync(One("c", Visit));

        await BringBackAsync();

        Assert.Equal([new(Today.AddDays(-5), Click, 1), new(Today, Visit, 2)], await ReadAsync(_ada));
        Assert.Equal(
            [Duplicate, Duplicate, Duplicate, Recorded],
            await RecordAsync(One("a", Visit), One("b", Click), One("c", Visit), One("d", Visit)));
        Assert.Empty(await ReadAsync(_ada, Elsewhere));
        Assert.Empty(await Counters.ReadMarkersAsync(_account, [_ada], CancellationToken.None));
        Assert.True((await RecordElsewhereAsync(One("e", Visit))).HasMoved);
    }

    [SkippableFact]
    public async Task The_markers_of_people_tell_where_they_have_moved()
    {
        var bob = new PersonId("bob");
        await MoveAsync("lost");

        var markers = await Counters.ReadMarkersAsync(_account, [bob, _ada], CancellationToken.None);

        Assert.Equal(new MoveMarker(Elsewhere, Counters.NameOf("lost")), Assert.Single(markers, each => each.Key == _ada).Value);
        Assert.Single(markers);
        Assert.Equal(Counters.NameOf("lost"), Counters.NameOf(Counters.NameOf("lost")));
        Assert.Empty(await Counters.ReadMarkersAsync(_account, [], CancellationToken.None));
    }

    [SkippableTheory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task A_person_who_moved_twice_is_brought_back_from_the_last_account_though_the_second_move_broke_off(int steps)
    {
        await RecordAsync(One("a", Visit));
        await MoveAsync("lost");
        await RecordElsewhereAsync(One("b", Visit));
        var frozen = await Counters.FreezeAsync(_ada, Elsewhere, Further, "lost too", CancellationToken.None);
        if (steps > 1)
        {
            await Counters.MergeAsync(_ada, Further, "lost too", frozen!, CancellationToken.None);
        }

        if (steps > 2)
        {
            await Counters.DropAsync(_ada, Elsewhere, "lost too", CancellationToken.None);
            await Counters.RecordAsync(Further, _ada, [One("c", Click)], CancellationToken.None);
        }

        await BringBackAsync();

        Assert.Equal(steps > 2 ? [new(Today, Visit, 2), new(Today, Click, 1)] : [new(Today, Visit, 2)], await ReadAsync(_ada));
        Assert.Equal([Duplicate, Duplicate], await RecordAsync(One("a", Visit), One("b", Visit)));
        Assert.Empty(await ReadAsync(_ada, Elsewhere));
        Assert.Empty(await ReadAsync(_ada, Further));
    }

    [SkippableFact]
    public async Task A_lost_move_that_broke_off_after_the_freeze_is_undone_too()
    {
        await RecordAsync(One("a", Visit));
        await Counters.FreezeAsync(_ada, _account, Elsewhere, "lost", CancellationToken.None);

        await BringBackAsync();

        Assert.Equal([new(Today, Visit, 1)], await ReadAsync(_ada));
        Assert.Equal([Duplicate, Recorded], await RecordAsync(One("a", Visit), One("b", Visit)));
    }

    [SkippableFact]
    public async Task Several_servers_that_bring_a_person_back_at_once_do_it_once()
    {
        await using var second = await engine.ConnectAsync();
        var other = second.Counters;
        for (var round = 0; round < 20; round++)
        {
            var person = new PersonId($"restored-{round}");
            await Counters.RecordAsync(_account, person, [One("a", Visit), One("b", Click)], CancellationToken.None);
            await Counters.MovePersonAsync(person, _account, Elsewhere, $"lost-{round}", CancellationToken.None);
            await Counters.RecordAsync(Elsewhere, person, [One("c", Visit)], CancellationToken.None);
            var marker = (await Counters.ReadMarkersAsync(_account, [person], CancellationToken.None))[person];

            await Task.WhenAll(Enumerable.Range(0, 6).Select(server =>
                (server % 2 == 0 ? Counters : other).BringBackAsync(person, _account, marker, CancellationToken.None)));
            await Counters.RecordAsync(_account, person, [One("d", Visit)], CancellationToken.None);
            await other.BringBackAsync(person, _account, marker, CancellationToken.None);

            Assert.Equal([new(Today, Visit, 3), new(Today, Click, 1)], await ReadAsync(person));
            Assert.Empty(await ReadAsync(person, Elsewhere));
        }
    }

    [SkippableFact]
    public async Task A_server_that_is_late_to_bring_a_person_back_leaves_later_moves_alone()
    {
        await RecordAsync(One("a", Visit));
        await MoveAsync("lost");
        var marker = (await Counters.ReadMarkersAsync(_account, [_ada], CancellationToken.None))[_ada];
        await BringBackAsync();
        await MoveAsync("again");

        await Counters.BringBackAsync(_ada, _account, marker, CancellationToken.None);

        Assert.Equal([new(Today, Visit, 1)], await ReadAsync(_ada, Elsewhere));
        Assert.Empty(await ReadAsync(_ada));
    }

    [SkippableFact]
    public async Task A_database_that_is_put_back_and_forth_moves_the_counters_back_and_forth()
    {
        await RecordAsync(One("a", Visit));
        await MoveAsync("lost");
        for (var round = 0; round < 3; round++)
        {
            await BringBackAsync();
            await RecordAsync(One($"here {round}", Visit));
            var marker = (await Counters.ReadMarkersAsync(Elsewhere, [_ada], CancellationToken.None))[_ada];
            await Counters.BringBackAsync(_ada, Elsewhere, marker, CancellationToken.None);
            await RecordElsewhereAsync(One($"there {round}", Visit));
        }

        Assert.Equal([new(Today, Visit, 7)], await ReadAsync(_ada, Elsewhere));
        Assert.Empty(await ReadAsync(_ada));
    }

    private async Task BringBackAsync() => await Counters.BringBackAsync(
        _ada, _account, (await Counters.ReadMarkersAsync(_account, [_ada], CancellationToken.None))[_ada], CancellationToken.None);
}
