using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Counters;
using Xunit;

namespace BuyingGroups.Storage.Tests.Counters;

/// <content>Many at once.</content>
public abstract partial class CountersTests
{
    [SkippableTheory, InlineData(1), InlineData(2)]
    public async Task Of_32_callers_that_record_the_same_thousand_ids_in_other_orders_each_id_counts_once(int servers)
    {
        await using var second = await engine.ConnectAsync();
        ActivityCounters[] all = [Counters, second.Counters];
        var recorded = await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(async () =>
        {
            var activities = Enumerable.Range(0, 1000)
                .Select(n => One($"activity-{n}", n % 3 == 0 ? Click : Visit, Today.AddDays(-(n % 4))))
                .ToArray();
            new Random(caller).Shuffle(activities);
            var counted = 0;
            foreach (var batch in activities.Chunk(50 + caller))
            {
                var answer = await all[caller % servers].RecordAsync(_account, _ada, batch, CancellationToken.None);
                counted += answer.Outcomes.Count(outcome => outcome == RecordOutcome.Recorded);
            }

            return counted;
        })));

        Assert.Equal(1000, recorded.Sum());
        var read = await ReadAsync(_ada);
        Assert.Equal(8, read.Length);
        Assert.Equal(1000, read.Sum(counter => counter.Count));
        Assert.Equal(334, read.Where(counter => counter.Type == Click).Sum(counter => counter.Count));
    }

    [SkippableFact]
    public async Task Concurrent_writers_on_one_person_lose_nothing()
    {
        const int Writers = 8, Each = 500;
        var connections = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => engine.ConnectAsync()));
        await Task.WhenAll(connections.Select((connection, writer) => Task.Run(async () =>
        {
            var counters = connection.Counters;
            for (var n = 0; n < Each; n++)
            {
                var answer = await counters.RecordAsync(
                    _account, _ada, [One($"{writer}-{n}", Visit, Today.AddDays(-(n % 2)))], CancellationToken.None);
                Assert.Equal(RecordOutcome.Recorded, answer.Outcomes.Single());
            }
        })));

        Assert.Equal(
            [new(Today.AddDays(-1), Visit, Writers * Each / 2), new(Today, Visit, Writers * Each / 2)],
            await ReadAsync(_ada));
        Assert.Equal(Writers * Each, (await Counters.InspectAsync(_account, _ada, CancellationToken.None)).RememberedIds);
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task A_group_that_is_read_while_people_act_never_shows_less_than_before()
    {
        PersonId[] members = [.. Enumerable.Range(0, 5).Select(n => new PersonId($"member-{n}"))];
        var keys = Counters.KeysOf(_account, new("group"), members);
        var writing = Task.WhenAll(members.Select(async member =>
        {
            for (var n = 0; n < 200; n++)
            {
                await Counters.RecordAsync(
                    _account, member, [One($"{n}", n % 2 == 0 ? Visit : Click, Today.AddDays(-(n % 3)))], CancellationToken.None);
            }
        }));
        var before = 0;
        do
        {
            var sum = SumOf(await Counters.ReadGroupAsync(keys, CancellationToken.None), members.Length);
            Assert.True(sum >= before, $"{sum} after {before}");
            before = sum;
        }
        while (!writing.IsCompleted);

        await writing;
        Assert.Equal(1000, SumOf(await Counters.ReadGroupAsync(keys, CancellationToken.None), members.Length));
    }

    private static int SumOf(GroupCounters group, int members) =>
        Enumerable.Range(0, members).Sum(member => group.Of(member).Sum(counter => counter.Count));
}
