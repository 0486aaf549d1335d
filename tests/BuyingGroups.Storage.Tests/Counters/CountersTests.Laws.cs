using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BuyingGroups.Storage.Tests.Counters;

/// <content>Laws against an oracle that keeps the raw activities.</content>
public abstract partial class CountersTests
{
    private static readonly Gen<ActivityToRecord> AnyActivity = Gen.Select(
        Gen.Int[0, 40], Gen.Int[1, 4], Gen.OneOf(Gen.Int[0, 2], Gen.Int[0, 29]),
        Gen.Frequency((20, Gen.Int[1, 300]), (1, Gen.Const(CounterRecords.MaxCount))),
        (id, type, age, count) => new ActivityToRecord($"{id}", new((ushort)type), new(age), count));

    private static readonly Gen<Step> AnyStep = Gen.Frequency<Step>(
        (8, AnyActivity.Array[1, 12].Select(batch => (Step)new RecordStep(batch))),
        (3, Gen.OneOf(Gen.Int[1, 3], Gen.Int[25, 32]).Select(days => (Step)new PassStep(days))),
        (1, Gen.Const((Step)new MoveStep())));

    [SkippableFact]
    public async Task Any_sequence_of_batches_days_and_moves_counts_what_raw_activities_count()
    {
        var run = 0;
        await AnyStep.Array[1, 25].SampleAsync(
            async steps => await CheckAgainstOracleAsync(steps, new PersonId($"person-{Interlocked.Increment(ref run)}")),
            iter: 150, threads: 1);
    }

    [SkippableFact]
    public async Task Recorded_in_two_batches_or_in_one_counts_the_same() =>
        await Gen.Select(AnyActivity.Array[0, 20], AnyActivity.Array[0, 20]).SampleAsync(
            async (first, second) =>
            {
                PersonId one = new(Guid.NewGuid().ToString()), two = new(Guid.NewGuid().ToString());
                ActivityToRecord[] head = [.. first.Select(OnItsDay)], tail = [.. second.Select(OnItsDay)];
                var together = await Counters.RecordAsync(_account, one, [.. head, .. tail], default);
                var begun = await Counters.RecordAsync(_account, two, head, default);
                var ended = await Counters.RecordAsync(_account, two, tail, default);
                Assert.Equal(together.Outcomes, [.. begun.Outcomes, .. ended.Outcomes]);
                Assert.Equal(await ReadAsync(one), await ReadAsync(two));
            },
            iter: 60, threads: 1);

    private static ActivityToRecord OnItsDay(ActivityToRecord activity) => activity with { Day = Today.AddDays(-activity.Day.Number) };

    private async Task CheckAgainstOracleAsync(Step[] steps, PersonId person)
    {
        var clock = new FakeTimeProvider(NoonOf(Today));
        await using var connected = await engine.ConnectAsync(clock);
        var counters = connected.Counters;
        var (here, there) = (_account, Elsewhere);
        var raw = new List<ActivityToRecord>();
        for (var n = 0; n < steps.Length; n++)
        {
            var window = ScoringCalendar.Utc.WindowAt(clock.GetUtcNow());
            switch (steps[n])
            {
                case PassStep pass:
                    clock.Advance(TimeSpan.FromDays(pass.Days));
                    break;
                case MoveStep:
                    await counters.MovePersonAsync(person, here, there, $"{person.Value}-move-{n}", default);
                    (here, there) = (there, here);
                    break;
                case RecordStep record:
                    var batch =
                        record.Batch.Select(activity => activity with { Day = window.Last.AddDays(-activity.Day.Number) }).ToArray();
                    var answer = await counters.RecordAsync(here, person, batch, default);
                    foreach (var (activity, outcome) in batch.Zip(answer.Outcomes))
                    {
                        Expect(raw, window, activity, outcome);
                    }

                    break;
            }

            window = ScoringCalendar.Utc.WindowAt(clock.GetUtcNow());
            Assert.Equal(
                raw.Where(activity => window.Contains(activity.Day))
                    .GroupBy(activity => (activity.Day, activity.Type.Value))
                    .OrderBy(counter => counter.Key)
                    .Select(counter => new ActivityCount(counter.Key.Day, new(counter.Key.Value), counter.Sum(activity => activity.Count))),
                (await ReadAsync(person, here)).Where(counter => window.Contains(counter.Day)));
        }
    }

    private static void Expect(List<ActivityToRecord> raw, ScoringWindow window, ActivityToRecord activity, RecordOutcome outcome)
    {
        var same = raw.Where(other => other.ActivityId == activity.ActivityId).ToArray();
        var sum = raw.Where(other => (other.Day, other.Type) == (activity.Day, activity.Type))
            .Sum(other => (long)other.Count) + activity.Count;
        var unlessDuplicate = sum > CounterRecords.MaxCount ? RecordOutcome.CounterFull : RecordOutcome.Recorded;
        if (same.Any(other => window.Contains(other.Day)))
        {
            Assert.Equal(RecordOutcome.Duplicate, outcome);
        }
        else if (same.Length == 0 || outcome != RecordOutcome.Duplicate)
        {
            // An id that counts no more may be remembered a little longer: it goes with the next newer day.
            Assert.Equal(unlessDuplicate, outcome);
        }

        if (outcome == RecordOutcome.Recorded)
        {
            raw.Add(activity);
        }
    }

    private abstract record Step;

    private sealed record RecordStep(ActivityToRecord[] Batch) : Step
    {
        public override string ToString() =>
            $"record {string.Join(", ", Batch.Select(one => $"{one.ActivityId}:{one.Type.Value}:-{one.Day.Number}:{one.Count}"))}";
    }

    private sealed record PassStep(int Days) : Step;

    private sealed record MoveStep : Step;
}
