using System.Diagnostics;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Redis;
using StackExchange.Redis;

namespace BuyingGroups.Benchmarks;

/// <summary>Compares layouts of counters and of remembered ids, on a Redis.</summary>
internal static class Layouts
{
    private const int Callers = 32;
    private const int People = 200;
    private const int Days = 10;
    private const int Types = 3;

    public static async Task<int> RunAsync(string connection)
    {
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync($"{connection},asyncTimeout=60000,syncTimeout=60000");
        var database = multiplexer.GetDatabase();
        await CountersAsync(database);
        await using var redis = await RedisConnection.ConnectAsync(
            new RedisOptions { ConnectionString = connection, KeyPrefix = "lay", TimeoutMilliseconds = 60_000 });
        await IdsAsync(database, redis, idsADay: 3, batch: 3);
        await IdsAsync(database, redis, idsADay: 3000, batch: 500);
        return 0;
    }

    private static async Task CountersAsync(IDatabase database)
    {
        foreach (var person in Enumerable.Range(0, People))
        {
            await database.StringSetAsync($"lay:{{a}}:7:{person}", new byte[Days * Types * 7]);
            await database.StringSetAsync($"lay:{{a}}:8:{person}", new byte[Days * Types * 8]);
            await database.HashSetAsync(
                $"lay:{{a}}:h:{person}",
                [
                    .. from day in Enumerable.Range(20000, Days)
                       from type in Enumerable.Range(1, Types)
                       select new HashEntry($"{day}:{type}", 3),
                ]);
        }

        foreach (var size in (int[])[10, 50])
        {
            await MeasureAsync($"string a person, 7-byte records, one MGET ({size})", n => database.StringGetAsync(KeysOf('7', size, n)));
            await MeasureAsync($"string a person, 8-byte records, one MGET ({size})", n => database.StringGetAsync(KeysOf('8', size, n)));
            await MeasureAsync(
                $"string a person, GETs ({size})", n => Task.WhenAll(KeysOf('7', size, n).Select(key => database.StringGetAsync(key))));
            await MeasureAsync(
                $"hash a person, HGETALLs ({size})", n => Task.WhenAll(KeysOf('h', size, n).Select(key => database.HashGetAllAsync(key))));
        }

        foreach (var kind in "78h")
        {
            Console.WriteLine($"bytes a person, {kind}: {await BytesAsync(database, $"lay:{{a}}:{kind}:0")}");
        }
    }

    private static RedisKey[] KeysOf(char kind, int size, int n) =>
        [.. Enumerable.Range(n, size).Select(person => (RedisKey)$"lay:{{a}}:{kind}:{person % People}")];

    private static async Task IdsAsync(IDatabase database, RedisConnection redis, int idsADay, int batch)
    {
        var counters = new RedisCounters(redis, ScoringCalendar.Utc, TimeProvider.System);
        var today = ScoringCalendar.Utc.DayOf(DateTimeOffset.UtcNow);
        var account = new AccountId($"{idsADay}");
        var person = new PersonId("ada");
        var begun = Stopwatch.StartNew();
        var last = TimeSpan.Zero;
        for (var day = 29; day >= 0; day--)
        {
            var start = begun.Elapsed;
            foreach (var ids in Enumerable.Range(0, idsADay).Chunk(batch))
            {
                await counters.RecordAsync(
                    account, person, [.. ids.Select(id => new ActivityToRecord($"{day}-{id}", new(1), today.AddDays(-day), 1))], default);
            }

            last = begun.Elapsed - start;
        }

        var ours = await BytesAsync(database, redis.Keys.Ids(account, person));
        Console.WriteLine(
            $"ids, string a person ({idsADay} a day): last day {last.TotalMicroseconds / idsADay:F1} µs/activity, "
            + $"{ours / (30.0 * idsADay):F1} bytes/id");

        // The others: what a recording of an id would have to do there, by a script as small as can be.
        const string Set =
            "local n = 0 for i = 1, #ARGV do n = n + redis.call('SADD', KEYS[1], ARGV[i]) end "
            + "redis.call('PEXPIRE', KEYS[1], 1000000) return n";
        const string Daily = """
            local all = redis.call('MGET', unpack(KEYS))
            local add = ''
            for i = 1, #ARGV do
              local seen = false
              for k = 1, #KEYS do
                local run = all[k]
                if run then
                  local at = string.find(run, ARGV[i], 1, true)
                  while at and (at - 1) % 8 ~= 0 do at = string.find(run, ARGV[i], at + 1, true) end
                  if at then seen = true break end
                end
              end
              if not seen then add = add .. ARGV[i] end
            end
            redis.call('APPEND', KEYS[#KEYS], add)
            return #add
            """;
        foreach (var (name, kind, script, all) in new[]
        {
            ("set a person and day (dedupes within a day only)", "s", Set, false),
            ("string a person and day", "d", Daily, true),
        })
        {
            for (var day = 0; day < 30; day++)
            {
                begun.Restart();
                RedisKey[] keys = all
                    ? [.. Enumerable.Range(0, 30).Select(n => (RedisKey)$"lay:{{{idsADay}}}:{kind}:{(day + 1 + n) % 30}")]
                    : [$"lay:{{{idsADay}}}:{kind}:{day}"];
                foreach (var ids in Enumerable.Range(0, idsADay).Chunk(batch))
                {
                    await database.ScriptEvaluateAsync(
                        script,
                        keys,
                        [.. ids.Select(id => (RedisValue)System.IO.Hashing.XxHash3.Hash(BitConverter.GetBytes((day * 10_000) + id)))]);
                }
            }

            var bytes = await BytesAsync(database, $"lay:{{{idsADay}}}:{kind}:29");
            Console.WriteLine(
                $"ids, {name} ({idsADay} a day): last day {begun.Elapsed.TotalMicroseconds / idsADay:F1} µs/activity, "
                + $"{bytes / (double)idsADay:F1} bytes/id");
        }
    }

    private static async Task MeasureAsync(string name, Func<int, Task> operation)
    {
        var done = 0;
        async Task RunAsync(TimeSpan time)
        {
            done = 0;
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
            {
                for (var n = caller; clock.Elapsed < time; n += 7)
                {
                    await operation(n % People);
                    Interlocked.Increment(ref done);
                }
            })));
        }

        await RunAsync(TimeSpan.FromSeconds(0.5));
        await RunAsync(TimeSpan.FromSeconds(2));
        Console.WriteLine($"{name}: {done / 2:N0}/s");
    }

    private static async Task<long> BytesAsync(IDatabase database, RedisKey key) =>
        (long)await database.ExecuteAsync("MEMORY", "USAGE", key);
}
