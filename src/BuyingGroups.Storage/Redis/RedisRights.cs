using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>
/// What the service needs to be allowed in Redis, and the trial of it at the start: each command on throw-away keys of the service's prefix, on every
/// master, and on a channel of its own. So that a right that is missing is told at the start and by name, not by the first call that needs it.
/// </summary>
internal sealed class RedisRights(RedisLink link, string prefix, ConfigurationOptions configuration)
{
    /// <summary>Where the whole rule is.</summary>
    public const string HowToGrant = "The README's part about Redis has the ACL rule that grants all of them.";

    private static readonly TimeSpan KeyStands = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectsWithin = TimeSpan.FromSeconds(5);

    /// <summary>The rule of <c>ACL SETUSER</c> that allows what the service needs, and nothing else.</summary>
    /// <param name="prefix">What the service's keys begin with.</param>
    public static string RuleFor(string prefix) =>
        $"resetkeys ~{prefix}:* resetchannels &{prefix}:* -@all +get +mget +set +append +del +pttl +eval +evalsha +script|load +time +publish +subscribe "
        + "+unsubscribe +ping +echo +info +hello +client|id +client|setname +select +cluster|nodes +config|get";

    /// <summary>Returns if everything is allowed.</summary>
    /// <exception cref="StoreUnavailableException">Something isn't, or Redis can't do it now; the message says what.</exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (configuration.DefaultDatabase is > 0 and var number)
        {
            // Where the client doesn't know how many there are, it goes on in database 0.
            await link.Database().ExecuteAsync("EVAL", ["return redis.call('SELECT', ARGV[1])", 0, number]).WaitAsync(cancellationToken);
        }

        var missing = new List<(string What, string Rule)>();
        foreach (var key in link.CheckKeys())
        {
            await TryKeyAsync(key, missing, cancellationToken);
        }

        await TryChannelAsync(missing, cancellationToken);
        if (missing.Count > 0)
        {
            var user = configuration.User is { Length: > 0 } named ? named : "default";
            throw new StoreUnavailableException(
                RedisConnection.Store,
                null,
                StoreUnavailableReasons.RedisNoPermission,
                $"Redis' user {user} may not use {string.Join(", ", missing.Select(each => each.What).Distinct())} as the service needs; "
                + $"grant it with ACL SETUSER {user} {string.Join(' ', missing.Select(each => each.Rule).Distinct())}. {HowToGrant}");
        }
    }

    private async Task TryKeyAsync(RedisKey key, List<(string What, string Rule)> missing, CancellationToken cancellationToken)
    {
        var database = link.Database();
        (string What, string Rule, Func<Task> Try)[] trials =
        [
            ("SET on", "+set", () => database.StringSetAsync(key, 1, KeyStands)),
            ("SET NX on", "+set", () => database.StringSetAsync(key, 1, KeyStands, When.NotExists)),
            ("SET KEEPTTL on", "+set", () => database.StringSetAsync(key, 1, expiry: null, keepTtl: true)),
            ("SET PXAT on", "+set", () => database.ExecuteAsync(
                "SET", [key, 1, "PXAT", DateTimeOffset.UtcNow.Add(KeyStands).ToUnixTimeMilliseconds()])),
            ("GET on", "+get", () => database.StringGetAsync(key)),
            ("MGET on", "+mget", () => database.StringGetAsync([key, key])),
            ("APPEND on", "+append", () => database.StringAppendAsync(key, "1")),
            ("PTTL on", "+pttl", () => database.KeyTimeToLiveAsync(key)),
            ("SCRIPT LOAD and EVALSHA on", "+script|load +evalsha", () => database.ScriptEvaluateAsync("return redis.call('GET', KEYS[1])", [key])),
            ("EVAL on", "+eval", () => database.ExecuteAsync("EVAL", ["return redis.call('SET', KEYS[1], 1, 'KEEPTTL')", 1, key])),
            ("TIME of", "+time", () => database.ExecuteAsync("TIME")),
            ("PING of", "+ping", () => database.PingAsync()),
            ("DEL on", "+del", () => database.KeyDeleteAsync(key)),
        ];
        foreach (var (what, rule, attempt) in trials)
        {
            if (await IsMissingAsync(attempt, cancellationToken))
            {
                missing.Add((what[..what.LastIndexOf(' ')], $"{rule} ~{prefix}:*"));
            }
        }
    }

    private async Task TryChannelAsync(List<(string What, string Rule)> missing, CancellationToken cancellationToken)
    {
        var subscriber = link.Multiplexer.GetSubscriber();
        var channel = RedisChannel.Literal($"{prefix}:check:{Guid.NewGuid():N}");
        if (await IsMissingAsync(() => SubscribeAsync(subscriber, channel, cancellationToken), cancellationToken))
        {
            missing.Add(("SUBSCRIBE", $"+subscribe +unsubscribe &{prefix}:*"));
        }

        if (await IsMissingAsync(() => subscriber.PublishAsync(channel, RedisValue.EmptyString), cancellationToken))
        {
            missing.Add(("PUBLISH", $"+publish &{prefix}:*"));
        }

        await IsMissingAsync(() => subscriber.UnsubscribeAsync(channel), cancellationToken);
    }

    // Subscriptions have a connection of their own, which comes up a moment after the other.
    private static async Task SubscribeAsync(ISubscriber subscriber, RedisChannel channel, CancellationToken cancellationToken)
    {
        for (var begun = Environment.TickCount64; ;)
        {
            try
            {
                await subscriber.SubscribeAsync(channel, (_, _) => { });
                return;
            }
            catch (RedisConnectionException) when (Environment.TickCount64 - begun < ConnectsWithin.TotalMilliseconds)
            {
                await Task.Delay(20, cancellationToken);
            }
        }
    }

    private static async Task<bool> IsMissingAsync(Func<Task> attempt, CancellationToken cancellationToken)
    {
        try
        {
            await attempt().WaitAsync(cancellationToken);
            return false;
        }
        catch (Exception exception) when (RedisFault.Of(exception) is { Reason: StoreUnavailableReasons.RedisNoPermission })
        {
            return true;
        }
    }
}
