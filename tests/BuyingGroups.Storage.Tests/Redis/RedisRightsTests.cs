using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Redis;
using Xunit;

namespace BuyingGroups.Storage.Tests.Redis;

/// <summary>
/// What the service's user must be allowed in Redis: as the documentation says, no less and no more; and who the service is there.
/// </summary>
public sealed class RedisRightsTests : IDisposable
{
    private static readonly string Rule = RedisRights.RuleFor("bg");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly RedisServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task The_documentation_has_the_rule() =>
        Assert.Contains(
            $"ACL SETUSER buyinggroups on >PASSWORD {Rule}", await File.ReadAllTextAsync(DocumentationPath()), StringComparison.Ordinal);

    [SkippableFact]
    public async Task With_the_rule_of_the_documentation_everything_works()
    {
        await using var redis = await ConnectAsync(Rule);

        await redis.RequireAllAsync(default);
        await redis.PingAsync(default);
        await WorksAsync(redis);
        Assert.EndsWith(
            "(appendonly no: what is acknowledged is lost if Redis dies)", await redis.DescribeAsync(), StringComparison.Ordinal);
        Assert.Equal("*0", (await _server.AskAsync("ACL LOG")).Split("\r\n")[0]);
    }

    [SkippableFact]
    public async Task Without_the_right_to_CONFIG_everything_works_and_INFO_tells_what_it_can()
    {
        await using var redis = await ConnectAsync($"{Rule} -config|get");

        await redis.RequireAllAsync(default);
        await WorksAsync(redis);
        Assert.Contains("(appendonly no:", await redis.DescribeAsync(), StringComparison.Ordinal);
        await _server.AskAsync("CONFIG SET appendonly yes");
        Assert.Contains(
            "(appendonly yes, appendfsync unknown: CONFIG isn't allowed)", await redis.DescribeAsync(), StringComparison.Ordinal);
        await _server.AskAsync("CONFIG SET maxmemory-policy allkeys-lru");
        await FailsAsync("EVICTION_ALLOWED", () => redis.RequireAllAsync(default), "allkeys-lru");
    }

    [SkippableFact]
    public async Task Without_the_right_to_INFO_either_it_says_what_it_does_not_know()
    {
        await using var redis = await ConnectAsync($"{Rule} -config|get -info");

        await redis.RequireAllAsync(default);
        await WorksAsync(redis);
        var description = await redis.DescribeAsync();
        Assert.Contains("durability unknown", description, StringComparison.Ordinal);
        Assert.Contains("maxmemory-policy unknown", description, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("-get", "GET", "+get")]
    [InlineData("-mget", "MGET", "+mget")]
    [InlineData("-set", "SET", "+set")]
    [InlineData("-setex", "SETEX", "+setex")]
    [InlineData("-unlink", "UNLINK", "+unlink")]
    [InlineData("-strlen", "STRLEN", "+strlen")]
    [InlineData("-pexpiretime", "PEXPIRETIME", "+pexpiretime")]
    [InlineData("-del", "DEL", "+del")]
    [InlineData("-zadd", "ZADD", "+zadd")]
    [InlineData("-zscore", "ZSCORE", "+zscore")]
    [InlineData("-exists", "EXISTS", "+exists")]
    [InlineData("-expire", "EXPIRE", "+expire")]
    [InlineData("-pttl", "PTTL", "+pttl")]
    [InlineData("-evalsha", "EVALSHA", "+evalsha")]
    [InlineData("-eval", "EVAL", "+eval")]
    [InlineData("-script|load", "SCRIPT LOAD", "+script|load")]
    [InlineData("-time", "TIME", "+time")]
    [InlineData("-publish", "PUBLISH", "+publish")]
    [InlineData("-subscribe", "SUBSCRIBE", "+subscribe")]
    [InlineData("resetkeys ~other:*", "SET", "~bg:*")]
    [InlineData("resetchannels &other:*", "PUBLISH", "&bg:*")]
    public async Task A_right_that_is_missing_is_named_at_the_start_with_the_rule_that_grants_it(string less, string what, string rule)
    {
        await using var redis = await ConnectAsync($"{Rule} {less}");

        var exception = await FailsAsync("NOPERM", () => redis.RequireAllAsync(default), what);

        Assert.Contains(rule, exception.Message, StringComparison.Ordinal);
        Assert.Contains("ACL SETUSER buyinggroups", exception.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_right_that_is_missing_on_one_master_of_a_Cluster_is_named()
    {
        using var cluster = new RedisCluster();
        var nodes = cluster.Nodes;
        foreach (var node in nodes)
        {
            await node.AskAsync($"ACL SETUSER buyinggroups on >pw {Rule}");
        }

        await using var redis = await RedisConnection.ConnectAsync(
            Options($"{cluster.ConnectionString},user=buyinggroups,password=pw"));
        await redis.RequireAllAsync(default);
        await redis.PingAsync(default);

        await nodes[2].AskAsync("ACL SETUSER buyinggroups -mget");
        await FailsAsync("NOPERM", () => redis.RequireAllAsync(default), "MGET");
        await nodes[2].AskAsync("ACL SETUSER buyinggroups +mget -set");
        await FailsAsync("NOPERM", () => redis.PingAsync(default));
        await nodes[2].AskAsync("ACL SETUSER buyinggroups +set");
        await nodes[1].AskAsync("CONFIG SET maxmemory-policy allkeys-lfu");
        await FailsAsync("EVICTION_ALLOWED", () => redis.RequireAllAsync(default), "allkeys-lfu");
    }

    [SkippableTheory]
    [InlineData("user=buyinggroups,password=wrong")]
    [InlineData("user=nobody,password=pw")]
    [InlineData("password=pw")]
    public async Task Who_is_refused_does_not_go_on_as_the_user_without_a_password(string credentials)
    {
        await _server.AskAsync($"ACL SETUSER buyinggroups on >pw {Rule}");

        await FailsAsync(
            "WRONGPASS", () => RedisConnection.ConnectAsync(Options($"{_server.ConnectionString},{credentials}")));
    }

    [SkippableFact]
    public async Task Who_is_refused_when_Redis_is_back_does_not_go_on_as_the_user_without_a_password()
    {
        await using var redis = await ConnectAsync(Rule);
        await redis.PingAsync(default);
        await _server.AskAsync("ACL SETUSER buyinggroups resetpass >other");
        await _server.AskAsync("CLIENT KILL USER buyinggroups");

        await EventuallyFailsAsync("WRONGPASS", () => redis.PingAsync(default));

        await _server.AskAsync("ACL SETUSER buyinggroups resetpass >pw");
        await _server.AskAsync("CLIENT KILL TYPE normal");
        var begun = System.Diagnostics.Stopwatch.StartNew();
        while (!await SucceedsAsync(() => redis.PingAsync(default)))
        {
            Assert.True(begun.Elapsed < Patience, "it doesn't heal");
            await Task.Delay(50);
        }
    }

    [SkippableFact]
    public async Task A_password_that_Redis_wants_and_does_not_get_is_named()
    {
        await _server.AskAsync("CONFIG SET requirepass pw");

        await FailsAsync("NOAUTH", () => RedisConnection.ConnectAsync(Options(_server.ConnectionString)));
        await FailsAsync(
            "WRONGPASS", () => RedisConnection.ConnectAsync(Options($"{_server.ConnectionString},password=secret")));
    }

    [SkippableTheory]
    [InlineData("redis://buyinggroups:p%2Cw@{0}/3")]
    [InlineData("redis://buyinggroups:p%2Cw@{0}?connectTimeout=2000&name=mine")]
    public async Task A_URL_with_a_comma_in_the_password_logs_on(string url)
    {
        await _server.AskAsync($"ACL SETUSER buyinggroups on >p,w {Rule}");
        await using var redis = await RedisConnection.ConnectAsync(
            Options(url.Replace("{0}", _server.ConnectionString, StringComparison.Ordinal)));

        await redis.RequireAllAsync(default);
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("-config|get -info")]
    public async Task A_database_that_there_is_not_is_an_error_at_the_start(string less)
    {
        await _server.AskAsync($"ACL SETUSER buyinggroups on >pw {Rule} {less}");
        await using var redis = await RedisConnection.ConnectAsync(
            Options($"{_server.ConnectionString},user=buyinggroups,password=pw,defaultDatabase=99"));

        await FailsAsync("REDIS_ERROR", () => redis.RequireAllAsync(default), "has no database 99", "defaultDatabase");
        Assert.Equal(":0", (await _server.AskAsync("DBSIZE")).Trim());
    }

    [SkippableTheory]
    [InlineData("allkeys-lru")]
    [InlineData("volatile-ttl")]
    public async Task Redis_that_drops_keys_is_refused_unless_that_is_accepted_in_so_many_words(string policy)
    {
        await _server.AskAsync($"CONFIG SET maxmemory-policy {policy}");
        await using var strict = await RedisConnection.ConnectAsync(Options(_server.ConnectionString));
        await using var lenient = await RedisConnection.ConnectAsync(
            Options(_server.ConnectionString, allowEviction: true));

        await FailsAsync("EVICTION_ALLOWED", () => strict.RequireAllAsync(default), policy, "Redis:AllowEviction");
        await lenient.RequireAllAsync(default);
        await lenient.PingAsync(default);
        Assert.Contains(
            $"maxmemory-policy {policy}, accepted by Redis:AllowEviction", await lenient.DescribeAsync(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Redis_that_begins_to_drop_keys_is_not_well()
    {
        await using var redis = await RedisConnection.ConnectAsync(Options(_server.ConnectionString));
        await redis.RequireAllAsync(default);
        await redis.PingAsync(default);

        await _server.AskAsync("CONFIG SET maxmemory-policy allkeys-random");
        await EventuallyFailsAsync("EVICTION_ALLOWED", () => redis.PingAsync(default));
    }

    private static async Task WorksAsync(RedisConnection redis)
    {
        var counters = new RedisCounters(redis, ScoringCalendar.Utc, TimeProvider.System);
        var (account, other, ada, group) =
            (new AccountId("account"), new AccountId("other"), new PersonId("ada"), new BuyingGroupId("group"));
        var today = ScoringCalendar.Utc.DayOf(DateTimeOffset.UtcNow);
        for (var n = 0; n < 30; n++)
        {
            ActivityToRecord[] some =
            [
                .. Enumerable.Range(0, 1 + (n % 7)).Select(each => new ActivityToRecord($"{n}-{each}", new(1), today, 1)),
            ];
            Assert.All(
                (await counters.RecordAsync(account, ada, some, default)).Outcomes,
                outcome => Assert.Equal(RecordOutcome.Recorded, outcome));
            Assert.All(
                (await counters.RecordAsync(account, ada, some, default)).Outcomes,
                outcome => Assert.Equal(RecordOutcome.Duplicate, outcome));
        }

        var token = await counters.EnsureRosterTokenAsync(account, group, default);
        Assert.Equal(token, (await counters.ReadGroupAsync(counters.KeysOf(account, group, [ada]), default)).Token);
        await counters.SetRosterTokenAsync(account, group, default);
        await counters.MovePersonAsync(ada, account, other, "move", default);
        Assert.NotEmpty((await counters.InspectAsync(other, ada, default)).Counters);
        await counters.ForgetPersonAsync(other, ada, default);
        Assert.InRange(await counters.ReadClockAsync(default), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));

        using var received = new SemaphoreSlim(0);
        var signal = new EventSignal(redis);
        signal.OnReceived(() => received.Release());
        var came = false;
        for (var attempt = 0; attempt < 50 && !came; attempt++)
        {
            signal.Send();
            came = await received.WaitAsync(100);
        }

        Assert.True(came, "no signal comes");
    }

    private async Task<RedisConnection> ConnectAsync(string rule)
    {
        Assert.StartsWith("+OK", await _server.AskAsync($"ACL SETUSER buyinggroups on >pw {rule}"), StringComparison.Ordinal);
        return await RedisConnection.ConnectAsync(
            Options($"{_server.ConnectionString},user=buyinggroups,password=pw"));
    }

    // A slow machine isn't what is tested here.
    private static RedisOptions Options(string connectionString, bool allowEviction = false) =>
        new() { ConnectionString = connectionString, AllowEviction = allowEviction, TimeoutMilliseconds = 10_000 };

    private static async Task<StoreUnavailableException> FailsAsync(string reason, Func<Task> operation, params string[] says)
    {
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(operation);
        Assert.Equal(reason, exception.Reason);
        Assert.All(says, each => Assert.Contains(each, exception.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("pw", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
        return exception;
    }

    private static async Task EventuallyFailsAsync(string reason, Func<Task> operation)
    {
        var begun = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await operation();
            }
            catch (StoreUnavailableException exception) when (exception.Reason == reason)
            {
                return;
            }
            catch (StoreUnavailableException)
            {
                // Not connected again yet.
            }

            Assert.True(begun.Elapsed < Patience, $"never {reason}");
            await Task.Delay(50);
        }
    }

    private static async Task<bool> SucceedsAsync(Func<Task> operation)
    {
        try
        {
            await operation();
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    // Up from where the tests were built: the paths that the compiler knows aren't those of this machine where builds are made repeatable.
    private static string DocumentationPath()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BuyingGroups.Grpc.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests don't lie in the repository.");
        }

        return Path.Combine(folder.FullName, "docs", "operation.md");
    }
}
