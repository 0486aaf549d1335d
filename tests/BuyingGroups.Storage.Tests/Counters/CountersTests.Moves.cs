using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Counters;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static BuyingGroups.Storage.Counters.RecordOutcome;

namespace BuyingGroups.Storage.Tests.Counters;

/// <content>People who move to another account.</content>
public abstract partial class CountersTests
{
    // Mostly on another node of a cluster.
    private protected AccountId Elsewhere => new($"{_account.Value}-elsewhere");

    [SkippableFact]
    public async Task A_person_who_moves_takes_counters_and_ids_along()
    {
        await RecordAsync(One("a", Visit, count: 3), One("b", Click, Today.AddDays(-5)));

        await MoveAsync("move");

        Assert.Equal([new(Today.AddDays(-5), Click, 1), new(Today, Visit, 3)], await ReadAsync(_ada, Elsewhere));
        Assert.Equal([Duplicate, Recorded], (await RecordElsewhereAsync(One("a", Visit), One("c", Visit))).Outcomes);
        Assert.Empty(await ReadAsync(_ada));
        var left = await Counters.InspectAsync(_account, _ada, CancellationToken.None);
        Assert.Equal((0, Elsewhere.Value), (left.RememberedIds, left.MovedTo));
    }

    [SkippableFact]
    public async Task A_caller_who_believes_in_the_old_account_is_told_that_the_person_has_moved()
    {
        await MoveAsync("move");

        var answer = await Counters.RecordAsync(_account, _ada, [One("a", Visit)], CancellationToken.None);

        Assert.True(answer.HasMoved);
        Assert.Empty(answer.Outcomes);
        Assert.True((await Counters.ReadPersonAsync(_account, _ada, CancellationToken.None)).HasMoved);
        Assert.False((await Counters.ReadPersonAsync(Elsewhere, _ada, CancellationToken.None)).HasMoved);
        Assert.Empty(await ReadAsync(_ada));
    }

    [SkippableFact]
    public async Task What_stands_in_the_new_account_is_added_up_and_no_counter_passes_its_bound()
    {
        await RecordAsync(One("a", Visit, count: 3), One("b", Click, count: 9));
        await RecordElsewhereAsync(
            One("c", Visit, count: 4), One("d", Click, Today.AddDays(-1)), One("e", Click, count: CounterRecords.MaxCount));

        await MoveAsync("move");

        Assert.Equal(
            [new(Today.AddDays(-1), Click, 1), new(Today, Visit, 7), new(Today, Click, CounterRecords.MaxCount)],
            await ReadAsync(_ada, Elsewhere));
    }

    [SkippableFact]
    public async Task A_move_that_is_repeated_changes_nothing()
    {
        await RecordAsync(One("a", Visit));
        await MoveAsync("move");
        await RecordElsewhereAsync(One("b", Visit));
        var before = await Counters.InspectAsync(Elsewhere, _ada, CancellationToken.None);

        await MoveAsync("move");

        var after = await Counters.InspectAsync(Elsewhere, _ada, CancellationToken.None);
        Assert.Equal([new(Today, Visit, 2)], after.Counters);
        Assert.Equal(before.RememberedIds, after.RememberedIds);
    }

    [SkippableTheory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task A_move_that_broke_off_after_a_step_is_completed_by_repeating_it(int steps)
    {
        await RecordAsync(One("a", Visit), One("b", Click, Today.AddDays(-29)));
        var frozen = await Counters.FreezeAsync(_ada, _account, Elsewhere, "move", CancellationToken.None);
        Assert.NotNull(frozen);
        if (steps > 1)
        {
            await Counters.MergeAsync(_ada, Elsewhere, "move", frozen, CancellationToken.None);
        }

        if (steps > 2)
        {
            await Counters.DropAsync(_ada, _account, "move", CancellationToken.None);
        }

        Assert.True((await Counters.RecordAsync(_account, _ada, [One("c", Visit)], CancellationToken.None)).HasMoved);
        await MoveAsync("move");

        Assert.Equal([new(Today.AddDays(-29), Click, 1), new(Today, Visit, 1)], await ReadAsync(_ada, Elsewhere));
        Assert.Empty(await ReadAsync(_ada));
        Assert.Equal([Duplicate, Duplicate], (await RecordElsewhereAsync(One("a", Visit), One("b", Click))).Outcomes);
    }

    [SkippableFact]
    public async Task Two_servers_that_do_the_same_move_at_once_move_once()
    {
        await using var second = await engine.ConnectAsync();
        var other = second.Counters;
        for (var round = 0; round < 20; round++)
        {
            var person = new PersonId($"person-{round}");
            await Counters.RecordAsync(_account, person, [One("a", Visit), One("b", Click)], CancellationToken.None);

            await Task.WhenAll(
                Counters.MovePersonAsync(person, _account, Elsewhere, $"move-{round}", CancellationToken.None),
                other.MovePersonAsync(person, _account, Elsewhere, $"move-{round}", CancellationToken.None));

            Assert.Equal([new(Today, Visit, 1), new(Today, Click, 1)], await ReadAsync(person, Elsewhere));
            Assert.Empty(await ReadAsync(person));
        }
    }

    [SkippableFact]
    public async Task Of_a_person_with_many_activities_each_id_is_known_as_it_grows_and_after_a_move_onto_others()
    {
        const int Batches = 12;
        ActivityToRecord[] Batch(int number) =>
            [.. Enumerable.Range(0, 1000).Select(n => One($"{number}-{n}", Visit, Today.AddDays(-(n % 30))))];
        for (var number = 0; number < Batches; number++)
        {
            Assert.All(await RecordAsync(Batch(number)), outcome => Assert.Equal(Recorded, outcome));
            Assert.All(await RecordAsync(Batch(number / 2)), outcome => Assert.Equal(Duplicate, outcome));
        }

        Assert.Equal(Batches * 1000, (await Counters.InspectAsync(_account, _ada, CancellationToken.None)).RememberedIds);
        await RecordElsewhereAsync([.. Batch(Batches).Take(700)]);

        await MoveAsync("move");

        Assert.Equal((Batches * 1000) + 700, (await ReadAsync(_ada, Elsewhere)).Sum(counter => counter.Count));
        Assert.Equal((Batches * 1000) + 700, (await Counters.InspectAsync(Elsewhere, _ada, CancellationToken.None)).RememberedIds);
        foreach (var number in Enumerable.Range(0, Batches))
        {
            Assert.All((await RecordElsewhereAsync(Batch(number))).Outcomes, outcome => Assert.Equal(Duplicate, outcome));
        }

        Assert.InRange(await CountKeysAsync(_account), 1, 2);
        await Counters.ForgetPersonAsync(Elsewhere, _ada, CancellationToken.None);
        Assert.Equal(0, await CountKeysAsync(Elsewhere));
    }

    [SkippableFact]
    public async Task A_person_who_comes_back_has_everything()
    {
        await RecordAsync(One("a", Visit));
        await MoveAsync("there");
        await RecordElsewhereAsync(One("b", Visit));
        await MoveBackAsync("back");

        Assert.Equal([Duplicate, Duplicate, Recorded], await RecordAsync(One("a", Visit), One("b", Visit), One("c", Visit)));
        Assert.Equal([new(Today, Visit, 3)], await ReadAsync(_ada));
        Assert.True((await RecordElsewhereAsync(One("d", Visit))).HasMoved);

        await MoveAsync("there again");
        Assert.Equal([new(Today, Visit, 3)], await ReadAsync(_ada, Elsewhere));
        Assert.Equal(
            [Duplicate, Duplicate, Duplicate], (await RecordElsewhereAsync(One("a", Visit), One("b", Visit), One("c", Visit))).Outcomes);
    }

    [SkippableTheory]
    [InlineData(0, 0), InlineData(1, 0), InlineData(2, 0)]
    [InlineData(0, 15), InlineData(1, 15), InlineData(2, 15)]
    public async Task A_server_that_is_late_with_the_rest_of_a_finished_move_changes_nothing_after_the_person_came_back(
        int stepsDone, int movesSince)
    {
        await RecordAsync(One("a", Visit));
        var frozen = await Counters.FreezeAsync(_ada, _account, Elsewhere, "there", CancellationToken.None);
        Assert.NotNull(frozen);
        await MoveAsync("there");
        await MoveBackAsync("back");
        await RecordAsync(One("b", Visit));
        for (var move = 0; move < movesSince; move++)
        {
            await MoveAsync($"there {move}");
            await MoveBackAsync($"back {move}");
        }

        if (stepsDone == 0)
        {
            await MoveAsync("there");
        }

        if (stepsDone == 1)
        {
            await Counters.MergeAsync(_ada, Elsewhere, "there", frozen, CancellationToken.None);
        }

        await Counters.DropAsync(_ada, _account, "there", CancellationToken.None);

        Assert.Equal([Duplicate, Duplicate, Recorded], await RecordAsync(One("a", Visit), One("b", Visit), One("c", Visit)));
        Assert.Equal([new(Today, Visit, 3)], await ReadAsync(_ada));
        Assert.Empty(await ReadAsync(_ada, Elsewhere));
        Assert.True((await RecordElsewhereAsync(One("d", Visit))).HasMoved);
    }

    [SkippableTheory]
    [InlineData(true, 0), InlineData(false, 0), InlineData(true, 20), InlineData(false, 20)]
    public async Task An_id_that_both_places_know_is_known_once_and_as_long_as_its_later_day_counts(bool laterWhereTheyCome, int others)
    {
        // Three days ago the older day was the first that counted.
        await using var earlier = await engine.ConnectAsync(new FakeTimeProvider(NoonOf(Today.AddDays(-3))));
        var (older, later) = (Today.AddDays(-32), Today.AddDays(-5));
        var more = Enumerable.Range(0, others).Select(n => One($"other-{n}", Click, Today.AddDays(-3))).ToArray();
        await earlier.Counters.RecordAsync(
            _account, _ada, [One("a", Visit, laterWhereTheyCome ? older : later), .. more], CancellationToken.None);
        await earlier.Counters.RecordAsync(
            Elsewhere, _ada, [One("a", Visit, laterWhereTheyCome ? later : older), .. more], CancellationToken.None);

        await earlier.Counters.MovePersonAsync(_ada, _account, Elsewhere, "move", CancellationToken.None);

        Assert.Equal(1 + others, (await Counters.InspectAsync(Elsewhere, _ada, CancellationToken.None)).RememberedIds);
        await RecordElsewhereAsync([.. Enumerable.Range(0, 20).Select(n => One($"new-{n}", Click))]);
        Assert.Equal([Duplicate], (await RecordElsewhereAsync(One("a", Visit))).Outcomes);
    }

    [SkippableFact]
    public async Task A_person_without_activities_moves_too_and_nothing_else_is_kept_longer()
    {
        await RecordElsewhereAsync(One("a", Visit, Today.AddDays(-20)));
        var before = (await Counters.InspectAsync(Elsewhere, _ada, CancellationToken.None)).CountersExpireIn;

        await MoveAsync("move");

        Assert.Equal([new(Today.AddDays(-20), Visit, 1)], await ReadAsync(_ada, Elsewhere));
        Assert.InRange(
            (await Counters.InspectAsync(Elsewhere, _ada, CancellationToken.None)).CountersExpireIn!.Value, TimeSpan.Zero, before!.Value);
    }

    [SkippableFact]
    public async Task Nothing_is_lost_or_counted_twice_while_a_person_moves_under_load()
    {
        const int Writers = 6, Each = 150;
        var moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var toldToLookAgain = 0;
        var writing = Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var n = 0; n < Each; n++)
            {
                // Every activity comes from two writers.
                ActivityToRecord[] batch = [One($"{writer / 2}-{n}", Visit, Today.AddDays(-(n % 3)))];
                var answer = await Counters.RecordAsync(_account, _ada, batch, CancellationToken.None);
                if (answer.HasMoved)
                {
                    Interlocked.Increment(ref toldToLookAgain);
                    await moved.Task;
                    answer = await RecordElsewhereAsync(batch);
                }

                Assert.Single(answer.Outcomes);
            }
        }).ToArray();
        while ((await ReadAsync(_ada)).Sum(counter => counter.Count) < 50)
        {
            await Task.Yield();
        }

        await MoveAsync("move");
        moved.SetResult();
        await Task.WhenAll(writing);

        Assert.True(toldToLookAgain > 0);
        Assert.Equal(Writers / 2 * Each, (await ReadAsync(_ada, Elsewhere)).Sum(counter => counter.Count));
        Assert.Empty(await ReadAsync(_ada));
    }

    private protected Task MoveAsync(string id) => Counters.MovePersonAsync(_ada, _account, Elsewhere, id, CancellationToken.None);

    private Task MoveBackAsync(string id) => Counters.MovePersonAsync(_ada, Elsewhere, _account, id, CancellationToken.None);

    private Task<RecordedActivities> RecordElsewhereAsync(params ActivityToRecord[] activities) =>
        Counters.RecordAsync(Elsewhere, _ada, activities, CancellationToken.None);
}
