using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Counters;
using Xunit;
using static BuyingGroups.Storage.Counters.RecordOutcome;

namespace BuyingGroups.Storage.Tests.Counters;

/// <content>Recording, and what counts only once.</content>
public abstract partial class CountersTests
{
    [SkippableFact]
    public async Task An_id_counts_once()
    {
        Assert.Equal([Recorded], await RecordAsync(One("a", Visit)));
        Assert.Equal([Duplicate], await RecordAsync(One("a", Visit)));
        Assert.Equal([new(Today, Visit, 1)], await ReadAsync(_ada));
    }

    [SkippableFact]
    public async Task An_id_counts_once_also_with_another_day_type_and_count()
    {
        await RecordAsync(One("a", Visit, Today.AddDays(-3)));

        Assert.Equal([Duplicate, Duplicate], await RecordAsync(One("a", Click, Today.AddDays(-3)), One("a", Visit, count: 7)));
        Assert.Equal([new(Today.AddDays(-3), Visit, 1)], await ReadAsync(_ada));
    }

    [SkippableFact]
    public async Task An_id_counts_once_also_when_newer_days_came_in_between()
    {
        await RecordAsync(One("a", Visit, Today.AddDays(-29)));
        await RecordAsync(One("b", Visit, Today.AddDays(-1)));
        await RecordAsync(One("c", Visit));

        Assert.Equal([Duplicate], await RecordAsync(One("a", Visit, Today.AddDays(-29))));
    }

    [SkippableFact]
    public async Task The_same_id_of_another_person_counts()
    {
        await RecordAsync(One("a", Visit));
        var eve = new PersonId("eve");

        var recorded = await Counters.RecordAsync(_account, eve, [One("a", Visit)], CancellationToken.None);

        Assert.Equal([Recorded], recorded.Outcomes);
        Assert.Equal([new(Today, Visit, 1)], await ReadAsync(eve));
    }

    [SkippableFact]
    public async Task Outcomes_come_in_the_order_of_the_batch_and_an_id_may_be_in_it_twice()
    {
        await RecordAsync(One("b", Visit));

        Assert.Equal(
            [Recorded, Duplicate, Recorded, Duplicate, Recorded],
            await RecordAsync(One("a", Visit), One("b", Visit), One("c", Click), One("a", Click), One("d", Visit)));
        Assert.Equal([new(Today, Visit, 3), new(Today, Click, 1)], await ReadAsync(_ada));
    }

    [SkippableFact]
    public async Task A_full_counter_leaves_nothing_behind()
    {
        await RecordAsync(One("a", Visit, count: CounterRecords.MaxCount - 1));

        Assert.Equal([CounterFull, Recorded, Recorded, CounterFull], await RecordAsync(
            One("b", Visit, count: 2), One("c", Click), One("d", Visit), One("e", Visit)));
        Assert.Equal([new(Today, Visit, CounterRecords.MaxCount), new(Today, Click, 1)], await ReadAsync(_ada));

        // The id wasn't remembered: it counts elsewhere.
        Assert.Equal([Recorded, CounterFull], await RecordAsync(One("b", Click, count: 2), One("e", Visit)));
        Assert.Equal(4, (await Counters.InspectAsync(_account, _ada, CancellationToken.None)).RememberedIds);
    }

    [SkippableFact]
    public async Task A_batch_that_leaves_nothing_behind_makes_no_key()
    {
        Assert.Equal([CounterFull], await RecordAsync(One("a", Visit, count: CounterRecords.MaxCount + 1)));
        Assert.Empty(await RecordAsync());
        Assert.Equal(0, await CountKeysAsync(_account));
    }

    [SkippableFact]
    public async Task Late_activities_land_on_their_own_day()
    {
        await RecordAsync(One("a", Visit));
        await RecordAsync(One("b", Visit, Today.AddDays(-29)), One("c", Visit, Today.AddDays(-1)), One("d", Click, Today.AddDays(-1)));
        await RecordAsync(One("e", Visit, Today.AddDays(-1)));

        Assert.Equal(
            [new(Today.AddDays(-29), Visit, 1), new(Today.AddDays(-1), Visit, 2), new(Today.AddDays(-1), Click, 1), new(Today, Visit, 1)],
            await ReadAsync(_ada));
    }

    [SkippableFact]
    public async Task A_batch_of_a_thousand_is_recorded_at_once()
    {
        var batch = Enumerable.Range(0, 1000).Select(n => One($"a{n}", Visit)).ToArray();

        Assert.All(await RecordAsync(batch), outcome => Assert.Equal(Recorded, outcome));
        Assert.All(await RecordAsync(batch), outcome => Assert.Equal(Duplicate, outcome));
        // Into a record that is there: another branch of the script than the first.
        Assert.All(
            await RecordAsync([.. batch.Select(one => one with { ActivityId = $"again-{one.ActivityId}" })]),
            outcome => Assert.Equal(Recorded, outcome));
        Assert.Equal([new(Today, Visit, 2000)], await ReadAsync(_ada));
    }

    [SkippableFact]
    public async Task A_person_can_have_every_day_and_many_types()
    {
        for (var day = 29; day >= 0; day--)
        {
            await RecordAsync(
                [.. Enumerable.Range(1, 35).Select(type => One($"{day}-{type}", new((ushort)type), Today.AddDays(-day), count: type))]);
        }

        var read = await ReadAsync(_ada);

        Assert.True(read.Length * 7 > 5 * 1024);
        Assert.Equal(
            from day in Enumerable.Range(0, 30)
            from type in Enumerable.Range(1, 35)
            select new Domain.Scoring.ActivityCount(Today.AddDays(day - 29), new((ushort)type), type),
            read);
    }

    [SkippableFact]
    public async Task Types_and_counts_of_every_byte_are_told_apart()
    {
        // Bytes that look like the head of another record when read off a record's boundary.
        ushort[] types =
        [
            0x0001, 0x0100, 0x0101, 0x4F4F, 0x00FF, 0xFF00, 0xFFFF, (ushort)Today.Number,
            (ushort)((Today.Number << 8) | (Today.Number >> 8)),
        ];
        int[] counts = [1, Today.Number, 0x010100, 0xFFFF, 0x7FFFFF, (Today.Number << 8) | 1];
        var expected = 0;
        foreach (var count in counts)
        {
            expected += count;
            await RecordAsync([.. types.Select(type => One($"{type}-{count}", new(type), count: count))]);
            Assert.Equal(types.Order().Select(type => new Domain.Scoring.ActivityCount(Today, new(type), expected)), await ReadAsync(_ada));
        }
    }
}
