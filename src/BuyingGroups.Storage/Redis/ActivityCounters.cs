using System.Buffers.Binary;
using System.IO.Hashing;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Scoring;
using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>
/// The activity counters: records activities, reads the counters of people and groups, takes a person's counters along to another account.
/// The keys are described at <see cref="CounterKeys"/>.
/// </summary>
/// <remarks>
/// A person who moves to another account changes slot, which no single command can do. The steps, each of which can be repeated and done by
/// two servers at once:
/// 1. freeze: a marker in the old place; from then on nothing is recorded there, and who tries is told to ask SQL for the account;
/// 2. merge: counters and ids are added in the new place, once, since the move is remembered there;
/// 3. drop: counters and ids go from the old place, the marker stays for as long as a server may have the old account in mind.
/// Both places remember the moves that they took part in, so a server that is late with a step of a finished move changes nothing, even if
/// the person has come back since. A person's moves are done one after another, and each has an id of its own.
/// SQL says that a move is pending until the third step is done, and nobody records in the new place before (an id that is still in the old
/// place could be counted twice).
/// </remarks>
public sealed class ActivityCounters(RedisConnection redis, ScoringCalendar calendar, TimeProvider time)
{
    private static readonly string RecordScript = Script("record.lua");
    private static readonly string FreezeScript = Script("freeze.lua");
    private static readonly string MergeScript = Script("merge.lua");
    private static readonly string DropScript = Script("drop.lua");

    private static readonly TimeSpan RosterTokenStands = TimeSpan.FromDays(7);
    private static readonly TimeSpan MarkerStands = TimeSpan.FromDays(ScoringCalendar.WindowDays + 2);

    /// <summary>Records activities of one person by one command: each is counted and its id remembered, or nothing of it.</summary>
    /// <param name="account">The person's account.</param>
    /// <param name="person">The person.</param>
    /// <param name="activities">At most 1,000, none older than the window.</param>
    /// <param name="cancellationToken">Ends the wait, not the command.</param>
    /// <exception cref="StoreUnavailableException">It isn't known whether they are recorded; recording them again is safe.</exception>
    public async Task<RecordedActivities> RecordAsync(
        AccountId account, PersonId person, IReadOnlyList<ActivityToRecord> activities, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var arguments = new RedisValue[1 + (4 * activities.Count)];
        arguments[0] = calendar.WindowAt(now).First.Number;
        var next = 1;
        Day? ttlOf = null;
        long ttl = 0;
        foreach (var activity in activities)
        {
            if (activity.Day != ttlOf)
            {
                ttl = MillisecondsUntilDayLeaves(activity.Day, now);
                ttlOf = activity.Day;
            }

            arguments[next++] = CounterRecords.KeyOf(activity.Day, activity.Type);
            arguments[next++] = IdRecord(activity.Day, activity.ActivityId);
            arguments[next++] = activity.Count;
            arguments[next++] = ttl;
        }

        var keys = redis.Keys.OfPerson(account, person);
        var answer = await redis.RunAsync(database => database.ScriptEvaluateAsync(RecordScript, keys, arguments), cancellationToken);
        var outcomes = (string)answer!;
        return outcomes.StartsWith('M')
            ? new RecordedActivities(HasMoved: true, [])
            : new RecordedActivities(HasMoved: false, [.. outcomes.Select(OutcomeOf)]);
    }

    /// <summary>Reads one person's counters.</summary>
    public async Task<PersonCounters> ReadPersonAsync(AccountId account, PersonId person, CancellationToken cancellationToken) =>
        (await ReadPeopleAsync(account, [person], cancellationToken))[0];

    /// <summary>Reads the counters of people of one account by one command; the answers are in their order.</summary>
    public async Task<IReadOnlyList<PersonCounters>> ReadPeopleAsync(
        AccountId account, IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [.. people.SelectMany(person => new[] { redis.Keys.Counters(account, person), redis.Keys.Moved(account, person) })];
        var values = await redis.RunAsync(database => database.StringGetAsync(keys), cancellationToken);
        return [.. values.Chunk(2).Select(pair => new PersonCounters(pair[1].HasValue, pair[0]))];
    }

    /// <summary>The keys that a score of a group reads; made once for a roster.</summary>
    public GroupKeys KeysOf(AccountId account, BuyingGroupId group, IReadOnlyList<PersonId> members) =>
        new([redis.Keys.RosterToken(account, group), .. members.Select(member => redis.Keys.Counters(account, member))]);

    /// <summary>Reads a group's roster token and its members' counters by one command on one node.</summary>
    public async Task<GroupCounters> ReadGroupAsync(GroupKeys keys, CancellationToken cancellationToken) =>
        new(await redis.RunAsync(database => database.StringGetAsync(keys.Keys), cancellationToken));

    /// <summary>The roster token that stands; makes one if there is none.</summary>
    public async Task<RosterToken> EnsureRosterTokenAsync(AccountId account, BuyingGroupId group, CancellationToken cancellationToken)
    {
        var key = redis.Keys.RosterToken(account, group);
        var made = NewToken();
        while (true)
        {
            var standing = await redis.RunAsync(database => database.StringGetAsync(key), cancellationToken);
            if (standing.HasValue)
            {
                return new RosterToken((long)standing);
            }

            if (await redis.RunAsync(
                database => database.StringSetAsync(key, made.Value, RosterTokenStands, When.NotExists), cancellationToken))
            {
                return made;
            }
        }
    }

    /// <summary>Replaces the roster token: no roster that was read before is used after.</summary>
    public async Task SetRosterTokenAsync(AccountId account, BuyingGroupId group, CancellationToken cancellationToken) =>
        await redis.RunAsync(
            database => database.StringSetAsync(redis.Keys.RosterToken(account, group), NewToken().Value, RosterTokenStands), cancellationToken);

    /// <summary>Takes a person's counters and ids along to another account. Can be repeated, and done by two servers at once.</summary>
    /// <param name="person">The person.</param>
    /// <param name="from">The old account.</param>
    /// <param name="to">The new account.</param>
    /// <param name="moveId">Identifies the move; never used again for another.</param>
    /// <param name="cancellationToken">Ends the wait; the move is then pending still.</param>
    public async Task MovePersonAsync(PersonId person, AccountId from, AccountId to, string moveId, CancellationToken cancellationToken)
    {
        if (await FreezeAsync(person, from, to, moveId, cancellationToken) is { } frozen)
        {
            await MergeAsync(person, to, moveId, frozen, cancellationToken);
            await DropAsync(person, from, moveId, cancellationToken);
        }
    }

    /// <summary>Deletes all that there is of a person in an account: counters, ids, and what is remembered of moves.</summary>
    public async Task ForgetPersonAsync(AccountId account, PersonId person, CancellationToken cancellationToken) =>
        await redis.RunAsync(database => database.KeyDeleteAsync(redis.Keys.OfMove(account, person)), cancellationToken);

    /// <summary>The first step of a move. Null: the move is long over.</summary>
    internal async Task<FrozenPerson?> FreezeAsync(
        PersonId person, AccountId from, AccountId to, string moveId, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [HashOf($"move {moveId}"), to.Value, (long)MarkerStands.TotalMilliseconds];
        var keys = redis.Keys.OfMove(from, person);
        var frozen = await redis.RunAsync(database => database.ScriptEvaluateAsync(FreezeScript, keys, arguments), cancellationToken);
        return frozen.Length == 0 ? null : new FrozenPerson((byte[])frozen[0]!, (byte[])frozen[1]!);
    }

    /// <summary>The second step of a move.</summary>
    internal async Task MergeAsync(PersonId person, AccountId to, string moveId, FrozenPerson frozen, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var counters = new ActivityCount[CounterRecords.CountOf(frozen.Counters)];
        CounterRecords.Decode(frozen.Counters, counters);
        var newest = counters.Select(counter => counter.Day).DefaultIfEmpty(calendar.DayOf(now)).Max();
        RedisValue[] arguments =
        [
            frozen.Counters,
            frozen.Ids,
            IdRecord(calendar.DayOf(now), $"move {moveId}"),
            MillisecondsUntilDayLeaves(newest, now),
            (long)MarkerStands.TotalMilliseconds,
        ];
        var keys = redis.Keys.OfMove(to, person);
        await redis.RunAsync(database => database.ScriptEvaluateAsync(MergeScript, keys, arguments), cancellationToken);
    }

    /// <summary>The third step of a move.</summary>
    internal async Task DropAsync(PersonId person, AccountId from, string moveId, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [HashOf($"move {moveId}")];
        var keys = redis.Keys.OfPerson(from, person);
        await redis.RunAsync(database => database.ScriptEvaluateAsync(DropScript, keys, arguments), cancellationToken);
    }

    /// <summary>What lies in the old place between freeze and drop.</summary>
    internal sealed record FrozenPerson(byte[] Counters, byte[] Ids);

    /// <summary>What the store has of one person.</summary>
    public async Task<PersonInspection> InspectAsync(AccountId account, PersonId person, CancellationToken cancellationToken)
    {
        var keys = redis.Keys.OfPerson(account, person);
        var values = await redis.RunAsync(database => database.StringGetAsync(keys), cancellationToken);
        var expiry = await redis.RunAsync(database => database.KeyTimeToLiveAsync(keys[0]), cancellationToken);
        byte[] packed = values[0].HasValue ? values[0]! : [];
        var counters = new ActivityCount[CounterRecords.CountOf(packed)];
        CounterRecords.Decode(packed, counters);
        return new PersonInspection(
            [.. counters.OrderByDescending(counter => counter.Day).ThenBy(counter => counter.Type.Value)],
            expiry,
            RememberedIds(packed, values[1].HasValue ? values[1]! : []),
            values[2].HasValue ? Encoding.UTF8.GetString(((byte[])values[2]!).AsSpan(HashSize)) : null);
    }

    private const int HashSize = 8;
    private const int IdRecordSize = 2 + HashSize;

    private static byte[] IdRecord(Day day, string id)
    {
        var record = new byte[IdRecordSize];
        BinaryPrimitives.WriteUInt16BigEndian(record, checked((ushort)day.Number));
        WriteHash(id, record.AsSpan(2));
        return record;
    }

    private static byte[] HashOf(string id)
    {
        var hash = new byte[HashSize];
        WriteHash(id, hash);
        return hash;
    }

    private static void WriteHash(string id, Span<byte> hash)
    {
        Span<byte> utf8 = stackalloc byte[3 * 256];
        var length = Encoding.UTF8.GetBytes(id, utf8);
        BinaryPrimitives.WriteUInt64BigEndian(hash, XxHash3.HashToUInt64(utf8[..length]));
    }

    private static int RememberedIds(byte[] counters, byte[] ids)
    {
        // Those behind the counters may be among the ids already.
        var hashes = CounterRecords.IdsBehind(counters);
        for (var at = 2; at < ids.Length; at += IdRecordSize)
        {
            hashes.Add(BinaryPrimitives.ReadUInt64BigEndian(ids.AsSpan(at)));
        }

        return hashes.Count;
    }

    private static RosterToken NewToken() => new(BinaryPrimitives.ReadInt64BigEndian(RandomNumberGenerator.GetBytes(8)) | 1);

    private static RecordOutcome OutcomeOf(char outcome) => outcome switch
    {
        'R' => RecordOutcome.Recorded,
        'D' => RecordOutcome.Duplicate,
        _ => RecordOutcome.CounterFull,
    };

    // Relative, so that Redis needn't share this server's clock. Never nothing: the day may have left since the caller looked, and Redis
    // refuses such an expiry.
    private long MillisecondsUntilDayLeaves(Day day, DateTimeOffset now) =>
        Math.Max(1, (long)(calendar.LeavesWindowAt(day) - now).TotalMilliseconds);

    private static string Script(string name) => $"{Resource("runs.lua")}\n{Resource(name)}";

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
