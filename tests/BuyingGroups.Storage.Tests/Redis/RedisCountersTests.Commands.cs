using System.Globalization;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Counters;
using Xunit;

namespace BuyingGroups.Storage.Tests.Redis;

/// <content>How many commands an operation takes. Counted by the engine, over all its nodes.</content>
public abstract partial class RedisCountersTests
{
    [SkippableTheory, InlineData(1), InlineData(10), InlineData(50)]
    public async Task A_group_of_any_size_is_read_by_one_command(int size)
    {
        PersonId[] members = [.. Enumerable.Range(0, size).Select(n => new PersonId($"member-{n}"))];
        await Task.WhenAll(members.Select(member => Counters.RecordAsync(_account, member, [One("a", Visit)], default)));
        var keys = Counters.KeysOf(_account, Group, members);

        var calls = await CountCallsAsync(() => Counters.ReadGroupAsync(keys, default));

        Assert.Equal([("mget", 1)], calls);
    }

    [SkippableTheory, InlineData(1), InlineData(1000)]
    public async Task A_batch_of_one_person_is_recorded_by_one_command(int size)
    {
        await RecordAsync(One("warm-up", Visit));

        var calls = await CountCallsAsync(() => RecordAsync([.. Enumerable.Range(0, size).Select(n => One($"{n}", Visit))]));

        Assert.Equal([("evalsha", 1)], calls.Where(call => call.Command.StartsWith("eval", StringComparison.Ordinal)));
        // What the script itself calls: reads, a write of the counters, one of the first bucket of ids, and one for each of the splits of
        // some 50 ids.
        Assert.InRange(calls.Sum(call => call.Calls), 1, 1 + 3 + 1 + (size / 48) + 1);
    }

    [SkippableFact]
    public async Task Scripts_that_were_flushed_are_sent_again()
    {
        await RecordAsync(One("a", Visit));
        await FlushScriptsAsync();
        Assert.Equal([RecordOutcome.Duplicate, RecordOutcome.Recorded], await RecordAsync(One("a", Visit), One("b", Visit)));

        await FlushScriptsAsync();
        await MoveAsync("move");
        Assert.Equal([new(Today, Visit, 2)], await ReadAsync(_ada, Elsewhere));
    }

    private async Task FlushScriptsAsync()
    {
        foreach (var server in redis.Raw.GetServers())
        {
            await server.ScriptFlushAsync();
        }
    }

    private async Task<(string Command, long Calls)[]> CountCallsAsync(Func<Task> operation)
    {
        var before = await CommandStatisticsAsync();
        await operation();
        var after = await CommandStatisticsAsync();
        // The client library's own heartbeat and this test's questions aren't the operation's.
        string[] others = ["info", "ping", "config", "cluster", "client", "echo", "get", "subscribe", "hello"];
        return [.. after
            .Select(command => (command.Key, Calls: command.Value - before.GetValueOrDefault(command.Key)))
            .Where(command => command.Calls > 0 && !others.Contains(command.Key.Split('|')[0]))
            .OrderBy(command => command.Key, StringComparer.Ordinal)];
    }

    private async Task<Dictionary<string, long>> CommandStatisticsAsync()
    {
        var calls = new Dictionary<string, long>();
        foreach (var server in redis.Raw.GetServers())
        {
            foreach (var line in (await server.InfoRawAsync("commandstats"))!.Split("\r\n")
                .Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal)))
            {
                var name = line["cmdstat_".Length..line.IndexOf(':', StringComparison.Ordinal)];
                var rest = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..];
                var key = name.ToLowerInvariant();
                calls[key] = calls.GetValueOrDefault(key) + long.Parse(
                    rest[..rest.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
            }
        }

        return calls;
    }
}
