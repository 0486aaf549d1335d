using System.Collections.Concurrent;
using System.Diagnostics;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Redis;

namespace BuyingGroups.Benchmarks;

/// <summary>
/// Kills a process with the embedded Garnet at random moments while others record, starts it again over the same folder, and compares with what
/// was acknowledged: each activity has to be there, once; each one that wasn't acknowledged has to count once when it is sent again.
/// </summary>
internal sealed class GarnetKills(string folder, string[] options)
{
    private const int Writers = 8;
    private const int People = 20;

    private static readonly AccountId Account = new("account");
    private static readonly ActivityTypeCode Visit = new(1);

    private readonly ConcurrentDictionary<(int Person, string Id), bool> _acknowledged = new();
    private readonly ConcurrentQueue<(int Person, string Id)> _unacknowledged = new();
    private readonly Day _today = ScoringCalendar.Utc.DayOf(DateTimeOffset.UtcNow);
    private int _duplicates;

    public static async Task<int> RunAsync(int rounds, string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("bg-kills-");
        try
        {
            var lost = await new GarnetKills(folder.FullName, options).RunAsync(rounds);
            Console.WriteLine(lost == 0 ? "nothing acknowledged was lost" : $"{lost} LOST OR DOUBLED");
            return lost == 0 ? 0 : 2;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<long> RunAsync(int rounds)
    {
        long wrong = 0;
        for (var round = 1; round <= rounds; round++)
        {
            using var host = Host();
            var ready = await host.StandardOutput.ReadLineAsync() ?? "";
            if (!ready.StartsWith("ready", StringComparison.Ordinal))
            {
                Console.WriteLine($"round {round}: doesn't start: {ready} {await host.StandardOutput.ReadToEndAsync()} {await host.StandardError.ReadToEndAsync()}");
                return -1;
            }

            var connection = EmbeddedGarnet.ConnectionStringOf(folder);
            var redis = await RedisConnection.ConnectAsync(new RedisOptions { ConnectionString = connection, TimeoutMilliseconds = 20_000 });
            var counters = new RedisCounters(redis, ScoringCalendar.Utc, TimeProvider.System);
            var found = await CompareAsync(counters, $"round {round}, after recovery");
            wrong += found;
            await RetryAsync(counters);
            wrong += await CompareAsync(counters, $"round {round}, after the retries");

            var before = _acknowledged.Count;
            var writing = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(counters, round, writer))).ToArray();
            await Task.Delay(Random.Shared.Next(50, round % 3 == 0 ? 4000 : 1500));
            host.Kill();
            await Task.WhenAll(writing);
            await host.WaitForExitAsync();
            await redis.DisposeAsync();
            Console.WriteLine($"round {round}: {ready}; {_acknowledged.Count - before} acknowledged, {_unacknowledged.Count} in doubt, {_duplicates} of those in doubt so far had been counted, {SizeOf(folder) >> 10} kB on disk");
        }

        return wrong;
    }

    private Process Host()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(GarnetKills).Assembly.Location, "garnet", folder, .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private async Task WriteAsync(ActivityCounters counters, int round, int writer)
    {
        for (var n = 0; ; n++)
        {
            // Some batches on people of one's own, some on people whom all write to; some of a single activity, some of many.
            var person = n % 3 == 0 ? n % 4 : 4 + ((writer + (n % 2 * Writers)) % (People - 4));
            var ids = Enumerable.Range(0, n % 5 == 0 ? 20 : 1).Select(part => $"{round}-{writer}-{n}-{part}").ToArray();
            try
            {
                await RecordAsync(counters, person, ids);
            }
            catch (StoreUnavailableException)
            {
                foreach (var id in ids)
                {
                    _unacknowledged.Enqueue((person, id));
                }

                return;
            }
        }
    }

    private async Task<RecordedActivities> RecordAsync(ActivityCounters counters, int person, string[] ids)
    {
        var batch = ids.Select(id => new ActivityToRecord(id, Visit, _today.AddDays(-(id.Length % 2)), 1)).ToArray();
        var answer = await counters.RecordAsync(Account, PersonOf(person), batch, CancellationToken.None);
        foreach (var id in ids)
        {
            _acknowledged[(person, id)] = true;
        }

        return answer;
    }

    private async Task RetryAsync(ActivityCounters counters)
    {
        while (_unacknowledged.TryDequeue(out var one))
        {
            var answer = await RecordAsync(counters, one.Person, [one.Id]);
            _duplicates += answer.Outcomes[0] == RecordOutcome.Duplicate ? 1 : 0;
        }
    }

    private async Task<long> CompareAsync(ActivityCounters counters, string when)
    {
        long wrong = 0;
        foreach (var person in Enumerable.Range(0, People))
        {
            var inspected = await counters.InspectAsync(Account, PersonOf(person), CancellationToken.None);
            long counted = inspected.Counters.Sum(counter => counter.Count);
            var acknowledged = _acknowledged.Keys.Count(key => key.Person == person);
            var inDoubt = _unacknowledged.Count(key => key.Person == person);
            if (counted != inspected.RememberedIds || counted < acknowledged || counted > acknowledged + inDoubt)
            {
                Console.WriteLine($"{when}: person {person}: {acknowledged} acknowledged, {inDoubt} in doubt, {counted} counted, {inspected.RememberedIds} ids");
                wrong += Math.Max(1, acknowledged - counted);
            }
        }

        return wrong;
    }

    private static PersonId PersonOf(int person) => new($"person-{person}");

    private static long SizeOf(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
