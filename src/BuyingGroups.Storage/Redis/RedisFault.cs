using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>
/// What an error of Redis or of its client means. Whatever Redis answers, the service can't work with it now and nothing is wrong with the
/// caller's request, so each error becomes a <see cref="StoreUnavailableException"/>. The first word of Redis's error determines the
/// reason.
/// </summary>
/// <param name="Reason">One of <see cref="StoreUnavailableReasons"/>.</param>
/// <param name="Description">A sentence that says what to do. It never quotes Redis, whose messages may repeat arguments.</param>
/// <param name="MayBeAnother">Whether the Redis that answers next may be another one than before, or may have lost its last writes.</param>
/// <param name="Renews">
/// Whether a new connection may reach a Redis that can do the work, such as the new master behind the same name.
/// </param>
internal sealed partial record RedisFault(string Reason, string? Description, bool MayBeAnother = false, bool Renews = false)
{
    /// <summary>Redis can't be reached, or didn't answer.</summary>
    public static readonly RedisFault Lost = new(StoreUnavailableReasons.StoreUnavailable, null, MayBeAnother: true, Renews: true);

    private static readonly RedisFault Late = new(
        StoreUnavailableReasons.StoreUnavailable, "Redis doesn't answer in time.", MayBeAnother: true, Renews: true);

    /// <summary>The connection string names a database that Redis doesn't have.</summary>
    public static readonly RedisFault NoDatabase = new(
        StoreUnavailableReasons.RedisError,
        "Redis has no database of the number that Redis:ConnectionString names (defaultDatabase).");

    private static readonly RedisFault Unknown = new(
        StoreUnavailableReasons.RedisError,
        "Redis answers with an error that the service doesn't know; the server's log has it.");

    private static readonly Dictionary<string, RedisFault> Known = new RedisFault[]
    {
        new(
            StoreUnavailableReasons.RedisNoPermission,
            $"Redis' user lacks a right that the service needs (NOPERM). {RedisRights.HowToGrant}"),
        new(
            StoreUnavailableReasons.RedisNoAuthentication,
            "Redis wants a user and a password (NOAUTH); set them in Redis:ConnectionString."),
        new(
            StoreUnavailableReasons.RedisWrongPassword,
            "Redis refuses the user or the password of Redis:ConnectionString (WRONGPASS), or knows no password for that user."),
        new(
            StoreUnavailableReasons.RedisReadOnly,
            "The Redis that answers is a replica (READONLY); its master is being looked for.",
            MayBeAnother: true,
            Renews: true),
        new(
            StoreUnavailableReasons.RedisMasterDown,
            "The Redis that answers is a replica without its master (MASTERDOWN); a master is being looked for.",
            MayBeAnother: true,
            Renews: true),
        new(
            StoreUnavailableReasons.RedisNoReplicas,
            "Redis has fewer replicas than its min-replicas-to-write (NOREPLICAS), and takes no writes until they are back.",
            Renews: true),
        new(StoreUnavailableReasons.RedisOutOfMemory, "Redis has reached its maxmemory (OOM); give it more, and writes go on."),
        new(
            StoreUnavailableReasons.RedisDisk,
            "Redis can't write to its disk (MISCONF), and takes no writes until it can; its log says more."),
        new(StoreUnavailableReasons.RedisLoading, "Redis is reading its file (LOADING).", MayBeAnother: true),
        new(StoreUnavailableReasons.RedisBusy, "Redis is busy with a script (BUSY); SCRIPT KILL ends one that doesn't end by itself."),
        new(
            StoreUnavailableReasons.RedisClusterDown,
            "The Redis Cluster has no master for some keys (CLUSTERDOWN); CLUSTER INFO on a node says more.",
            MayBeAnother: true,
            Renews: true),
        new(StoreUnavailableReasons.RedisTryAgain, "The Redis Cluster is moving the keys (TRYAGAIN)."),
        new(
            StoreUnavailableReasons.RedisMoved,
            "The keys have moved to a node of the Redis Cluster that can't be reached from here (MOVED).",
            MayBeAnother: true,
            Renews: true),
        new(
            StoreUnavailableReasons.RedisAsk,
            "The keys are moving to a node of the Redis Cluster that can't be reached from here (ASK).",
            MayBeAnother: true,
            Renews: true),
        new(
            StoreUnavailableReasons.RedisCrossSlot,
            "Redis puts the keys of one account on several nodes (CROSSSLOT): "
            + "something between this server and Redis changes keys or rejoins nodes."),
        new(StoreUnavailableReasons.RedisNoScript, "Redis forgets the service's scripts as they are sent (NOSCRIPT)."),
    }.ToDictionary(fault => fault.Reason);

    /// <summary>Replicas answer, but no master does.</summary>
    public static RedisFault ReadOnly => Known[StoreUnavailableReasons.RedisReadOnly];

    /// <summary>The user or the password was refused.</summary>
    public static RedisFault WrongPassword => Known[StoreUnavailableReasons.RedisWrongPassword];

    /// <summary>The fault of an exception; null if it comes neither from Redis nor from its client.</summary>
    public static RedisFault? Of(Exception exception) => exception switch
    {
        RedisServerException server => OfError(server.Message),
        RedisConnectionException connection => OfConnection(connection),
        RedisTimeoutException => Late,
        // The connection was replaced while the command was under way on it.
        ObjectDisposedException => Lost,
        RedisCommandException command when MissingDatabase().IsMatch(command.Message) => NoDatabase,
        RedisCommandException command when SeveralSlots().IsMatch(command.Message) => Known[StoreUnavailableReasons.RedisCrossSlot],
        // The client itself refuses: no endpoint can execute the command, an answer makes no sense, and so on.
        RedisException or RedisCommandException => Unknown,
        _ => null,
    };

    /// <summary>The exception that is thrown instead.</summary>
    public StoreUnavailableException Wrap(Exception exception) => new(RedisConnection.Store, exception, Reason, Description);

    private static RedisFault OfError(string message)
    {
        var word = FirstWord().Match(message).Value;
        if (Known.TryGetValue(word, out var known))
        {
            return known;
        }

        // Errors of commands within a script: Redis before 7 puts the command's error behind its own, and Redis 7.0 words a missing right
        // differently.
        var inner = ErrorOfCommand().Match(message).Groups[1].Value;
        if (Known.TryGetValue(inner, out known))
        {
            return known;
        }

        return MissingDatabase().IsMatch(message) ? NoDatabase
            : word == "ERR" && MissingRight().IsMatch(message) ? Known[StoreUnavailableReasons.RedisNoPermission]
            : RedirectOfClient().IsMatch(message) ? Known[StoreUnavailableReasons.RedisMoved]
            : word.Length > 0 && word != "ERR"
                ? Unknown with { Description = $"Redis answers with an error that the service doesn't know ({word})." }
            : Unknown;
    }

    private static RedisFault OfConnection(RedisConnectionException exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            // Connecting also fails if the password is refused, and says so only in the text of the message.
            var refusal = Refusal().Match(cause.Message).Value;
            if (refusal.Length > 0)
            {
                return Known[refusal];
            }
        }

        return Lost;
    }

    [GeneratedRegex("^[A-Z][A-Z0-9_]*(?= |$)")]
    private static partial Regex FirstWord();

    [GeneratedRegex("^ERR Error (?:running|compiling) script .*?: -?([A-Z]+) ")]
    private static partial Regex ErrorOfCommand();

    [GeneratedRegex("^ERR (?:The user executing the script can't|ACL failure in script|operation not permitted)")]
    private static partial Regex MissingRight();

    [GeneratedRegex("^(?:Key has MOVED|The server redirected)")]
    private static partial Regex RedirectOfClient();

    [GeneratedRegex(
        "^(?:The database does not exist on the server|ERR (?:DB index is out of range|invalid DB|SELECT is not allowed in cluster))")]
    private static partial Regex MissingDatabase();

    [GeneratedRegex("^Multi-key operations must involve a single slot")]
    private static partial Regex SeveralSlots();

    [GeneratedRegex(@"\b(?:WRONGPASS|NOAUTH|NOPERM)\b")]
    private static partial Regex Refusal();
}
