using System.Diagnostics;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Redis;
using StackExchange.Redis;

namespace BuyingGroups.Benchmarks;

/// <summary>
/// <c>many-ids CONNECTION</c>: what a recording costs a person who did much before, beside one who did little, in turns: batches of 1,000
/// and of one, and how many bytes a remembered id takes.
/// </summary>
internal static class ManyIds
{
    private const int Rounds = 3;
    private static readonly AccountId Account = new("account");

    public static async Task<int> RunAsync(string connection)
    {
        await using var redis = await RedisConnection.ConnectAsync(
            new RedisOptions { ConnectionString = connection, KeyPrefix = "many", TimeoutMilliseconds = 60_000 });
        await using var raw = await ConnectionMultiplexer.ConnectAsync(connection);
        var counters = new RedisCounters(redis, ScoringCalendar.Utc, TimeProvider.System);
        Console.WriteLine($"{"ids before",10} {"batch of 1,000",15} {"ratio",18} {"single",10} {"ratio",18} {"bytes an id",12}");
        var grown = 0;
        foreach (var before in new[] { 1_000, 10_000, 100_000, 1_000_000 })
        {
            var person = new PersonId("much");
            for (; grown < before; grown += 1000)
            {
                await RecordAsync(counters, person, grown, 1000);
            }

            var (batch, batchRatios) = await CompareAsync(counters, person, size: 1000, repeat: 5, grown);
            var (single, singleRatios) = await CompareAsync(counters, person, size: 1, repeat: 1000, grown + 500_000_000);
            var bytes = await BytesAsync(raw.GetDatabase(), redis.Keys, counters, person);
            Console.WriteLine($"{before,10:N0} {batch,12:N0} µs {batchRatios,18} {single,7:N0} µs {singleRatios,18} {bytes,12:F1}");
        }

        return 0;
    }

    // An ordinary person has some hundred ids; a new one for each round, who did as much before.
    private static async Task<(double Microseconds, string Ratios)> CompareAsync(
        ActivityCounters counters, PersonId person, int size, int repeat, int from)
    {
        var ratios = new List<string>();
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var much = new List<double>();
            var little = new List<double>();
            for (var n = 0; n < repeat; n++)
            {
                var ordinary = new PersonId($"ordinary-{size}-{from}-{round}-{(size == 1 ? 0 : n)}");
                if (size > 1 || n == 0)
                {
                    await RecordAsync(counters, ordinary, -100, 100);
                }

                var first = from + (((round * repeat) + n) * size) + 200_000_000;
                much.Add(await TimeAsync(() => RecordAsync(counters, person, first, size)));
                little.Add(await TimeAsync(() => RecordAsync(counters, ordinary, first, size)));
            }

            much.Sort();
            little.Sort();
            times.Add(much[repeat / 2]);
            ratios.Add($"{much[repeat / 2] / little[repeat / 2]:F2}");
        }

        times.Sort();
        return (times[Rounds / 2], string.Join(", ", ratios));
    }

    private static async Task<double> TimeAsync(Func<Task> operation)
    {
        var begun = Stopwatch.GetTimestamp();
        await operation();
        return Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
    }

    private static Task<RecordedActivities> RecordAsync(ActivityCounters counters, PersonId person, int first, int count)
    {
        var today = ScoringCalendar.Utc.DayOf(DateTimeOffset.UtcNow);
        return counters.RecordAsync(
            Account,
            person,
            [
                .. Enumerable.Range(first, count)
                    .Select(id => new ActivityToRecord($"{id}", new ActivityTypeCode(1), today.AddDays(-(id & 7)), 1)),
            ],
            CancellationToken.None);
    }

    private static async Task<double> BytesAsync(IDatabase database, CounterKeys keys, ActivityCounters counters, PersonId person)
    {
        long bytes = 0;
        for (var bucket = 0; ; bucket++)
        {
            var usage = await database.ExecuteAsync("MEMORY", "USAGE", keys.Ids(Account, person, bucket));
            if (usage.IsNull)
            {
                break;
            }

            bytes += (long)usage;
        }

        return bytes / (double)(await counters.InspectAsync(Account, person, CancellationToken.None)).RememberedIds;
    }
}
