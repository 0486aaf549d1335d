using System.Collections.Concurrent;
using System.Diagnostics;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Redis;
using Xunit;

#pragma warning disable CA1001 // DisposeAsync stops the server.

namespace BuyingGroups.Storage.Tests.Redis;

/// <summary>A redis-server that dies, freezes or isn't ready yet.</summary>
public sealed class CountersFaultTests : IAsyncLifetime
{
    private static readonly AccountId Account = new("account");
    private static readonly PersonId Ada = new("ada");
    private static readonly ActivityTypeCode Visit = new(1);
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(3);

    // The connection's own second or two of noticing, and a slow machine.
    private static readonly TimeSpan HealsWithin = TimeSpan.FromSeconds(20);

    private RedisServer _server = null!;
    private RedisConnection _redis = null!;
    private ActivityCounters _counters = null!;

    public async Task InitializeAsync()
    {
        _server = new RedisServer("--appendonly", "yes", "--appendfsync", "always");
        _redis = await RedisConnection.ConnectAsync(new RedisOptions { ConnectionString = _server.ConnectionString });
        _counters = new RedisCounters(_redis, ScoringCalendar.Utc, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        _server?.Dispose();
    }

    [SkippableFact]
    public async Task Killed_under_load_it_loses_nothing_acknowledged_and_retries_count_once()
    {
        const int Writers = 8, Each = 400;
        var today = ScoringCalendar.Utc.DayOf(DateTimeOffset.UtcNow);
        var failures = new ConcurrentBag<TimeSpan>();
        var recorded = 0;
        var writing = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var n = 0; n < Each; n++)
            {
                // Every second one on a person whom all write to.
                var person = n % 2 == 0 ? Ada : new PersonId($"person-{writer}");
                await UntilAcknowledgedAsync(
                    () => _counters.RecordAsync(Account, person, [new($"{writer}-{n}", Visit, today, 1)], default), failures);
                Interlocked.Increment(ref recorded);
            }
        })).ToArray();

        for (var kill = 1; kill <= 3; kill++)
        {
            var enough = kill * Writers * Each / 5;
            while (Volatile.Read(ref recorded) < enough)
            {
                await Task.Delay(1);
            }

            _server.Kill();
            await Task.Delay(100);
            _server.Start();
        }

        await Task.WhenAll(writing).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.NotEmpty(failures);
        Assert.True(failures.Max() < Quick, $"an answer took {failures.Max()}");
        var keys = _counters.KeysOf(
            Account, new("group"), [Ada, .. Enumerable.Range(0, Writers).Select(writer => new PersonId($"person-{writer}"))]);
        var group = await _counters.ReadGroupAsync(keys, default);
        Assert.Equal(Writers * Each / 2, CountOf(group.Of(0)));
        Assert.All(Enumerable.Range(1, Writers), member => Assert.Equal(Each / 2, CountOf(group.Of(member))));
    }

    [SkippableFact]
    public async Task Away_it_is_unavailable_at_once_and_heals_by_itself()
    {
        await RecordOneAsync("a");
        var epoch = _redis.Epoch;
        _server.Kill();

        await AssertUnavailableAsync(() => RecordOneAsync("b"));
        await AssertUnavailableAsync(() => _counters.ReadPersonAsync(Account, Ada, default));
        await AssertUnavailableAsync(() => _redis.PingAsync(default));
        Assert.NotEqual(epoch, _redis.Epoch);

        _server.Start();
        await HealsAsync();
        Assert.Equal(RecordOutcome.Duplicate, (await RecordOneAsync("a")).Outcomes.Single());
    }

    [SkippableFact]
    public async Task Frozen_it_is_unavailable_within_the_timeout_and_what_it_took_in_counts_once()
    {
        await RecordOneAsync("a");
        _server.Freeze();

        await AssertUnavailableAsync(() => RecordOneAsync("b"));
        await AssertUnavailableAsync(() => _counters.ReadPersonAsync(Account, Ada, default));

        _server.Thaw();
        await HealsAsync();
        await RecordOneAsync("b");
        Assert.Equal(2, CountOf(CounterRecords.Decode((await _counters.ReadPersonAsync(Account, Ada, default)).Packed.Span)));
    }

    [SkippableFact]
    public async Task While_it_loads_its_file_it_is_unavailable()
    {
        for (var n = 0; n < 200; n++)
        {
            await RecordOneAsync($"{n}");
        }

        _server.Kill();
        // Half a second and more of loading: it pauses after each of the file's keys.
        _server.Start("--key-load-delay", "5000", "--loading-process-events-interval-bytes", "1024");

        var failures = new ConcurrentBag<TimeSpan>();
        await UntilAcknowledgedAsync(() => RecordOneAsync("200"), failures);

        Assert.True(failures.IsEmpty || failures.Max() < Quick);
        Assert.Equal(201, CountOf(CounterRecords.Decode((await _counters.ReadPersonAsync(Account, Ada, default)).Packed.Span)));
    }

    [SkippableFact]
    public async Task Out_of_memory_it_is_unavailable_until_there_is_room()
    {
        await RecordOneAsync("a");
        await _server.AskAsync("CONFIG SET maxmemory 1");

        await AssertUnavailableAsync(() => RecordOneAsync("b"));

        await _server.AskAsync("CONFIG SET maxmemory 0");
        Assert.Equal(RecordOutcome.Recorded, (await RecordOneAsync("b")).Outcomes.Single());
    }

    [SkippableFact]
    public async Task Not_there_at_the_start_it_is_unavailable()
    {
        var options = new RedisOptions { ConnectionString = $"127.0.0.1:{RedisServer.FreePort()},connectTimeout=500,connectRetry=1" };
        await Assert.ThrowsAsync<StoreUnavailableException>(() => RedisConnection.ConnectAsync(options));
    }

    [SkippableFact]
    public async Task It_tells_what_an_acknowledged_write_is_worth()
    {
        Assert.EndsWith("(appendonly yes, appendfsync always)", await _redis.DescribeAsync(), StringComparison.Ordinal);
        await _server.AskAsync("CONFIG SET appendonly no");
        Assert.Contains("(appendonly no:", await _redis.DescribeAsync(), StringComparison.Ordinal);
    }

    private Task<RecordedActivities> RecordOneAsync(string id) =>
        _counters.RecordAsync(Account, Ada, [new(id, Visit, ScoringCalendar.Utc.DayOf(DateTimeOffset.UtcNow), 1)], default);

    private static async Task UntilAcknowledgedAsync(Func<Task> operation, ConcurrentBag<TimeSpan> failures)
    {
        var begun = Stopwatch.StartNew();
        while (true)
        {
            var asked = Stopwatch.StartNew();
            try
            {
                await operation();
                return;
            }
            catch (StoreUnavailableException) when (begun.Elapsed < HealsWithin)
            {
                failures.Add(asked.Elapsed);
                await Task.Delay(10);
            }
        }
    }

    private Task HealsAsync() => UntilAcknowledgedAsync(() => _redis.PingAsync(default), []);

    private static async Task AssertUnavailableAsync(Func<Task> operation)
    {
        var asked = Stopwatch.StartNew();
        await Assert.ThrowsAsync<StoreUnavailableException>(operation);
        Assert.True(asked.Elapsed < Quick, $"the answer took {asked.Elapsed}");
    }

    private static int CountOf(ActivityCount[] counters) => counters.Sum(counter => counter.Count);
}
