using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>
/// The rights that the service needs in Redis. On start, each command is tried on temporary keys of the service's prefix on every master,
/// and on a channel of its own, so that a missing right is reported at the start and by name, not by the first call that needs it.
/// </summary>
internal sealed class RedisRights(RedisLink link, string prefix, ConfigurationOptions configuration)
{
    /// <summary>Where the complete rule is documented.</summary>
    public const string HowToGrant = "The documentation, docs/operation.md, has the ACL rule that grants all of them.";

    // The hash of a script that doesn't exist.
    private static readonly string UnknownScript = new('0', 40);

    private static readonly TimeSpan KeyStands = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectsWithin = TimeSpan.FromSeconds(5);

    /// <summary>The rule for <c>ACL SETUSER</c> that grants what the service needs, and nothing else.</summary>
    /// <param name="prefix">The prefix of the service's keys.</param>
    public static string RuleFor(string prefix) =>
        $"resetkeys ~{prefix}:* resetchannels &{prefix}:* -@all +get +mget +set +setex +psetex +strlen +del +unlink +exists +pttl "
        + "+expire +pexpiretime "
        + "+zadd +zscore +eval +evalsha +script|load +time +publish +subscribe +unsubscribe +ping +echo +info +hello "
        + "+client|id +client|setname +select +cluster|nodes +cluster|slots +config|get";

    /// <summary>Checks that everything is allowed.</summary>
    /// <exception cref="StoreUnavailableException">
    /// Something isn't allowed, or Redis can't execute it now; the message says what.
    /// </exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (configuration.DefaultDatabase is > 0 and var number)
        {
            // If the client doesn't know how many databases there are, it silently goes on in database 0.
            await link.Database().ExecuteAsync("EVAL", ["return redis.call('SELECT', ARGV[1])", 0, number]).WaitAsync(cancellationToken);
        }

        var missing = new List<(string What, string Rule)>();
        foreach (var key in link.CheckKeys())
        {
            await TryKeyAsync(key, missing, cancellationToken);
        }

        foreach (var master in link.Masters)
        {
            await TryServerAsync(master, missing, cancellationToken);
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
        const string Script = "return redis.call('SET', KEYS[1], 1, 'KEEPTTL')";
        var until = DateTimeOffset.UtcNow.Add(KeyStands).ToUnixTimeMilliseconds();
        (string Command, Func<Task> Try)[] trials =
        [
            ("set", () => database.ExecuteAsync("SET", [key, 1, "PX", (long)KeyStands.TotalMilliseconds])),
            ("set", () => database.ExecuteAsync("SET", [key, 1, "PXAT", until])),
            ("set", () => database.StringSetAsync(key, 1, KeyStands, When.NotExists)),
            // The commands that the client sends for SET with an expiry, and for DEL.
            ("setex", () => database.ExecuteAsync("SETEX", [key, (long)KeyStands.TotalSeconds, 1])),
            ("psetex", () => database.ExecuteAsync("PSETEX", [key, (long)KeyStands.TotalMilliseconds, 1])),
            ("get", () => database.StringGetAsync(key)),
            ("mget", () => database.StringGetAsync([key, key])),
            ("strlen", () => database.StringLengthAsync(key)),
            ("pttl", () => database.KeyTimeToLiveAsync(key)),
            ("pexpiretime", () => database.ExecuteAsync("PEXPIRETIME", [key])),
            ("eval", () => database.ExecuteAsync("EVAL", [Script, 1, key])),
            ("evalsha", () => database.ExecuteAsync("EVALSHA", [UnknownScript, 1, key])),
            ("unlink", () => database.ExecuteAsync("UNLINK", [key])),
            ("del", () => database.ExecuteAsync("DEL", [key])),
            // The key holds a sorted set from here on, if what was there before could be deleted.
            ("zadd", () => database.ExecuteAsync("ZADD", [key, "GT", 1, "check"])),
            ("zscore", () => database.ExecuteAsync("ZSCORE", [key, "check"])),
            ("exists", () => database.KeyExistsAsync(key)),
            ("expire", () => database.ExecuteAsync("EXPIRE", [key, (long)KeyStands.TotalSeconds])),
            ("del", () => database.ExecuteAsync("DEL", [key])),
        ];
        foreach (var (command, attempt) in trials)
        {
            if (await IsMissingAsync(attempt, cancellationToken))
            {
                missing.Add((command.ToUpperInvariant(), $"+{command} ~{prefix}:*"));
            }
        }
    }

    private static async Task TryServerAsync(IServer server, List<(string What, string Rule)> missing, CancellationToken cancellationToken)
    {
        (string Command, Func<Task> Try)[] trials =
        [
            ("script|load", () => server.ExecuteAsync("SCRIPT", "LOAD", "return 1")),
            ("time", () => server.ExecuteAsync("TIME")),
            ("ping", () => server.ExecuteAsync("PING")),
        ];
        foreach (var (command, attempt) in trials)
        {
            if (await IsMissingAsync(attempt, cancellationToken))
            {
                missing.Add((command.ToUpperInvariant().Replace('|', ' '), $"+{command}"));
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

    // Subscriptions use a connection of their own, which is ready a moment after the other one.
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
        catch (Exception exception) when (RedisFault.Of(exception) is { Reason: StoreUnavailableReasons.RedisNoScript })
        {
            // The command may be used, and nothing else was asked.
            return false;
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            // The command may be used, and nothing else was asked.
            return false;
        }
    }
}
