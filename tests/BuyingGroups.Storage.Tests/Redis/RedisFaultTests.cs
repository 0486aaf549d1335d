using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Redis;
using StackExchange.Redis;
using Xunit;

#pragma warning disable CA1001 // DisposeAsync stops the server.

namespace BuyingGroups.Storage.Tests.Redis;

/// <summary>
/// Whatever Redis answers, callers are told that it can't do it now, and why by a stable reason; and so is the health check.
/// </summary>
public sealed class RedisFaultTests : IAsyncLifetime
{
    private static readonly AccountId Account = new("account");
    private static readonly PersonId Ada = new("ada");
    private static readonly TimeSpan HealsWithin = TimeSpan.FromSeconds(20);

    private readonly List<IDisposable> _servers = [];
    private RedisServer _server = null!;
    private RedisConnection? _redis;
    private RedisCounters _counters = null!;

    public Task InitializeAsync()
    {
        _server = Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        _servers.ForEach(server => server.Dispose());
    }

    [SkippableTheory]
    [InlineData("OOM", "CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0")]
    [InlineData("NOREPLICAS", "CONFIG SET min-replicas-to-write 1", "CONFIG SET min-replicas-to-write 0")]
    [InlineData("READONLY", "REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE")]
    [InlineData("NOPERM", "ACL SETUSER default -set", "ACL SETUSER default +set")]
    [InlineData("NOPERM", "ACL SETUSER default -eval -evalsha", "ACL SETUSER default +eval +evalsha")]
    [InlineData("NOPERM", "ACL SETUSER default resetkeys ~other:*", "ACL SETUSER default ~*")]
    public async Task What_keeps_it_from_writing_is_the_reason_until_it_is_mended(string reason, string cause, string mend)
    {
        await ConnectAsync();
        await RecordAsync();
        await _server.AskAsync(cause);

        await FailsAsync(reason, RecordAsync);
        await FailsAsync(reason, () => _redis!.PingAsync(default));

        await _server.AskAsync(mend);
        await HealsAsync();
    }

    [SkippableFact]
    public async Task A_replica_without_its_master_is_MASTERDOWN_also_for_reads_and_the_next_may_be_another_Redis()
    {
        await ConnectAsync();
        await _server.AskAsync("CONFIG SET replica-serve-stale-data no");
        await _server.AskAsync("REPLICAOF 127.0.0.1 1");
        var epoch = _redis!.Epoch;

        await FailsAsync("MASTERDOWN", () => _counters.ReadPersonAsync(Account, Ada, default));

        Assert.NotEqual(epoch, _redis.Epoch);
        await _server.AskAsync("REPLICAOF NO ONE");
        await HealsAsync();
    }

    [SkippableFact]
    public async Task A_disk_that_cannot_be_written_is_MISCONF()
    {
        await ConnectAsync();
        await _server.AskAsync("CONFIG SET save \"1 1\"");
        var folder = (await _server.AskAsync("CONFIG GET dir")).Split("\r\n").Single(line => line.StartsWith('/'));
        Directory.Delete(folder, recursive: true);
        try
        {
            await _server.AskAsync("SET a b");
            await _server.AskAsync("BGSAVE");
            await UntilAsync("INFO persistence", "rdb_last_bgsave_status:err");

            await FailsAsync("MISCONF", RecordAsync);
        }
        finally
        {
            Directory.CreateDirectory(folder);
        }
    }

    [SkippableFact]
    public async Task A_script_that_does_not_end_is_BUSY()
    {
        await ConnectAsync();
        await _server.AskAsync("CONFIG SET busy-reply-threshold 50");
        using var endless = new System.Net.Sockets.TcpClient("127.0.0.1", _server.Port);
        await endless.GetStream().WriteAsync("EVAL \"while true do end\" 0\r\n"u8.ToArray());
        await UntilAsync("PING", "BUSY");

        await FailsAsync("BUSY", RecordAsync);

        await _server.AskAsync("SCRIPT KILL");
        await HealsAsync();
    }

    [SkippableFact]
    public async Task A_Cluster_without_slots_is_CLUSTERDOWN()
    {
        var node = Start("--cluster-enabled", "yes");
        await ConnectAsync(node);

        await FailsAsync("CLUSTERDOWN", RecordAsync);
    }

    [SkippableFact]
    public async Task A_key_that_somebody_else_wrote_is_an_error_of_Redis_not_of_the_server()
    {
        await ConnectAsync();
        await _server.AskAsync("LPUSH bg:{account}:i:ada x");

        await FailsAsync("REDIS_ERROR", () => _redis!.RunAsync(database => database.StringGetAsync("bg:{account}:i:ada"), default));
    }

    [SkippableFact]
    public async Task An_error_that_a_script_raises_is_an_error_of_Redis()
    {
        await ConnectAsync();

        await FailsAsync("REDIS_ERROR", () => _redis!.RunAsync(database => database.ScriptEvaluateAsync("return no.thing"), default));
        await FailsAsync(
            "REDIS_ERROR",
            () => _redis!.RunAsync(database => database.ScriptEvaluateAsync("return redis.error_reply('ODD secret')"), default));
    }

    [SkippableFact]
    public async Task A_command_that_the_client_refuses_is_an_error_of_Redis()
    {
        using var cluster = new RedisCluster();
        _redis = await RedisConnection.ConnectAsync(new RedisOptions { ConnectionString = cluster.ConnectionString });

        await FailsAsync("CROSSSLOT", () => _redis.RunAsync(database => database.StringGetAsync(["a", "b"]), default));
    }

    /// <summary>Errors that are hard to bring about, and those of other versions, by their words.</summary>
    [Theory]
    [InlineData("NOPERM", "NOPERM this user has no permissions to run the 'set' command")]
    [InlineData("NOPERM", "ERR The user executing the script can't run this command or subcommand script: 6e64, on @user_script:1.")]
    [InlineData(
        "NOPERM", "ERR The user executing the script can't access at least one of the keys mentioned in the command arguments script: 1")]
    [InlineData("NOPERM", "ERR operation not permitted")]
    [InlineData("READONLY", "READONLY You can't write against a read only replica.")]
    [InlineData(
        "READONLY", "ERR Error running script (call to f_6e): @user_script:1: -READONLY You can't write against a read only replica. ")]
    [InlineData("OOM", "OOM command not allowed when used memory > 'maxmemory'. script: 6e64, on @user_script:1.")]
    [InlineData(
        "OOM", "ERR Error running script (call to f_6e64): @user_script:1: -OOM command not allowed when used memory > 'maxmemory'.")]
    [InlineData("LOADING", "LOADING Redis is loading the dataset in memory")]
    [InlineData("NOAUTH", "NOAUTH Authentication required.")]
    [InlineData("WRONGPASS", "WRONGPASS invalid username-password pair or user is disabled.")]
    [InlineData("TRYAGAIN", "TRYAGAIN Multiple keys request during rehashing of slot")]
    [InlineData("CLUSTERDOWN", "CLUSTERDOWN The cluster is down")]
    [InlineData("CROSSSLOT", "CROSSSLOT Keys in request don't hash to the same slot")]
    [InlineData("NOSCRIPT", "NOSCRIPT No matching script. Please use EVAL.")]
    [InlineData("MOVED", "MOVED 3999 127.0.0.1:6381")]
    [InlineData("MOVED", "Key has MOVED but CommandFlags.NoRedirect was specified - redirect not followed. ")]
    [InlineData("ASK", "ASK 3999 127.0.0.1:6381")]
    [InlineData("REDIS_ERROR", "ERR unknown command 'EVALX', with args beginning with: 'secret'")]
    [InlineData("REDIS_ERROR", "ERR max number of clients reached")]
    [InlineData("REDIS_ERROR", "WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("REDIS_ERROR", "")]
    public void Every_error_has_a_reason_and_tells_people_nothing_of_its_arguments(string reason, string error)
    {
        var told = RedisFault.Of(new RedisServerException(RedisErrorKind.Unknown, CommandFlags.None, error))!.Wrap(
            new RedisException(error));

        Assert.Equal(reason, told.Reason);
        Assert.DoesNotContain("secret", told.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", told.Message, StringComparison.Ordinal);
    }

    private RedisServer Start(params string[] arguments)
    {
        var server = new RedisServer(arguments);
        _servers.Add(server);
        return server;
    }

    private async Task ConnectAsync(RedisServer? server = null)
    {
        _redis = await RedisConnection.ConnectAsync(new RedisOptions { ConnectionString = (server ?? _server).ConnectionString });
        _counters = new RedisCounters(_redis, ScoringCalendar.Utc, TimeProvider.System);
    }

    private Task RecordAsync() => _counters.RecordAsync(
        Account, Ada, [new($"{Guid.NewGuid()}", new ActivityTypeCode(1), ScoringCalendar.Utc.DayOf(DateTimeOffset.UtcNow), 1)], default);

    private static async Task FailsAsync(string reason, Func<Task> operation)
    {
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(operation);
        Assert.Equal(reason, exception.Reason);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    private async Task HealsAsync()
    {
        var begun = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await RecordAsync();
                await _redis!.PingAsync(default);
                return;
            }
            catch (StoreUnavailableException) when (begun.Elapsed < HealsWithin)
            {
                await Task.Delay(50);
            }
        }
    }

    private async Task UntilAsync(string command, string says)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if ((await _server.AskAsync(command)).Contains(says, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new InvalidOperationException($"{command} never says {says}");
    }
}
