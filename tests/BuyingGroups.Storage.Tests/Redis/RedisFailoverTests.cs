using System.Diagnostics;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Redis;
using Xunit;
using Xunit.Abstractions;

namespace BuyingGroups.Storage.Tests.Redis;

/// <summary>
/// Another Redis takes over: by an operator's <c>FAILOVER</c>, by <c>REPLICAOF</c>, or because the master died; behind one name whose
/// open connections stay with the old one, and with both addresses in the connection string. Within seconds the service goes on with the
/// new master, and nothing that had reached it is lost.
/// </summary>
public sealed class RedisFailoverTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly AccountId Account = new("account");
    private static readonly PersonId Ada = new("ada");
    private static readonly ActivityTypeCode Visit = new(1);

    // What is wanted is 5 s; the rest is for a slow machine.
    private static readonly TimeSpan HealsWithin = TimeSpan.FromSeconds(10);

    private RedisServer _master = null!;
    private RedisServer _replica = null!;
    private TcpForwarder _name = null!;
    private int _recorded;

    public async Task InitializeAsync()
    {
        _master = new RedisServer("--repl-diskless-sync-delay", "0");
        _replica = new RedisServer("--replicaof", "127.0.0.1", $"{_master.Port}");
        _name = new TcpForwarder(_master.Port);
        await UntilAsync(_replica, "INFO replication", "master_link_status:up");
    }

    public Task DisposeAsync()
    {
        _name?.Dispose();
        _replica?.Dispose();
        _master?.Dispose();
        return Task.CompletedTask;
    }

    [SkippableTheory, InlineData(true), InlineData(false)]
    public async Task After_a_graceful_failover(bool behindOneName)
    {
        await HealsAsync(behindOneName, async () => await _master.AskAsync("FAILOVER"));
    }

    [SkippableTheory, InlineData(true), InlineData(false)]
    public async Task After_roles_were_changed_by_hand(bool behindOneName)
    {
        await HealsAsync(behindOneName, async () =>
        {
            await _replica.AskAsync("REPLICAOF NO ONE");
            await _master.AskAsync($"REPLICAOF 127.0.0.1 {_replica.Port}");
        });
    }

    [SkippableTheory, InlineData(true), InlineData(false)]
    public async Task After_the_master_died(bool behindOneName)
    {
        await HealsAsync(behindOneName, async () =>
        {
            _master.Kill();
            await _replica.AskAsync("REPLICAOF NO ONE");
        });
    }

    [SkippableTheory, InlineData(true), InlineData(false)]
    public async Task After_the_master_froze(bool behindOneName)
    {
        await HealsAsync(behindOneName, async () =>
        {
            _master.Freeze();
            await _replica.AskAsync("REPLICAOF NO ONE");
        });
    }

    private async Task HealsAsync(bool behindOneName, Func<Task> takeOverAsync)
    {
        var both = $"{_master.ConnectionString},{_replica.ConnectionString}";
        await using var redis = await RedisConnection.ConnectAsync(
            new RedisOptions { ConnectionString = behindOneName ? _name.ConnectionString : both });
        var counters = new RedisCounters(redis, ScoringCalendar.Utc, TimeProvider.System);
        using var signalled = new SemaphoreSlim(0);
        var signal = new EventSignal(redis);
        signal.OnReceived(() => signalled.Release());
        await RecordAsync(counters);
        // Only what is acknowledged and hasn't reached the replica yet may be lost.
        await UntilAsync(_replica, "EXISTS bg:{account}:c:ada", ":1");
        var epoch = redis.Epoch;

        await takeOverAsync();
        _name.LeadTo(_replica.Port);
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                var tookOver = (await _replica.AskAsync("INFO replication")).Contains("role:master", StringComparison.Ordinal);
                await RecordAsync(counters);
                await redis.PingAsync(default);
                if (tookOver)
                {
                    break;
                }
            }
            catch (StoreUnavailableException)
            {
                Assert.True(watch.Elapsed < HealsWithin, $"not healed after {watch.Elapsed}");
            }

            await Task.Delay(20);
        }

        output.WriteLine($"healed after {watch.ElapsedMilliseconds} ms");
        Assert.NotEqual(epoch, redis.Epoch);
        Assert.Equal(_recorded, CountOf((await counters.ReadPersonAsync(Account, Ada, default)).Packed.Span));
        await AssertSignalsComeAsync(signal, signalled);
    }

    private static async Task AssertSignalsComeAsync(EventSignal signal, SemaphoreSlim signalled)
    {
        while (signalled.Wait(0))
        {
            // Of before.
        }

        var came = false;
        for (var attempt = 0; attempt < 50 && !came; attempt++)
        {
            signal.Send();
            came = await signalled.WaitAsync(100);
        }

        Assert.True(came, "no signal comes over the new connection");
    }

    private async Task RecordAsync(RedisCounters counters)
    {
        var outcome = await counters.RecordAsync(
            Account, Ada, [new($"{Guid.NewGuid()}", Visit, ScoringCalendar.Utc.DayOf(DateTimeOffset.UtcNow), 1)], default);
        Assert.Equal(RecordOutcome.Recorded, outcome.Outcomes.Single());
        _recorded++;
    }

    private static async Task UntilAsync(RedisServer server, string command, string says)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if ((await server.AskAsync(command)).Contains(says, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new InvalidOperationException($"{command} never says {says}");
    }

    private static int CountOf(ReadOnlySpan<byte> packed)
    {
        return CounterRecords.Decode(packed).Sum(counter => counter.Count);
    }
}
