using System.Buffers.Binary;
using System.IO.Hashing;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>The activity counters in a Redis. The keys are described at <see cref="CounterKeys"/>, the steps at the scripts.</summary>
public sealed class RedisCounters(RedisConnection redis, ScoringCalendar calendar, TimeProvider time) : ActivityCounters
{
    private static readonly string RecordScript = Script("record.lua");
    private static readonly string FreezeScript = Script("freeze.lua");
    private static readonly string MergeScript = Script("merge.lua");
    private static readonly string DropScript = Script("drop.lua");

    private static readonly TimeSpan RosterTokenStands = TimeSpan.FromDays(7);
    private static readonly TimeSpan MarkerStands = TimeSpan.FromDays(ScoringCalendar.WindowDays + 2);

    /// <inheritdoc />
    public override string Name => RedisConnection.Store;

    /// <inheritdoc />
    public override int Epoch => redis.Epoch;

    /// <inheritdoc />
    public override Task PingAsync(CancellationToken cancellationToken) => redis.PingAsync(cancellationToken);

    /// <inheritdoc />
    public override async Task<RecordedActivities> RecordAsync(
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

    /// <inheritdoc />
    public override async Task<IReadOnlyList<PersonCounters>> ReadPeopleAsync(
        AccountId account, IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [.. people.SelectMany(person => new[] { redis.Keys.Counters(account, person), redis.Keys.Moved(account, person) })];
        var values = await redis.RunAsync(database => database.StringGetAsync(keys), cancellationToken);
        return [.. values.Chunk(2).Select(pair => new PersonCounters(pair[1].HasValue, pair[0]))];
    }

    /// <inheritdoc />
    public override GroupKeys KeysOf(AccountId account, BuyingGroupId group, IReadOnlyList<PersonId> members) =>
        new RedisGroupKeys([redis.Keys.RosterToken(account, group), .. members.Select(member => redis.Keys.Counters(account, member))]);

    /// <inheritdoc />
    public override async Task<GroupCounters> ReadGroupAsync(GroupKeys keys, CancellationToken cancellationToken) =>
        GroupOf(await redis.RunAsync(database => database.StringGetAsync(((RedisGroupKeys)keys).Keys), cancellationToken));

    /// <inheritdoc />
    public override async Task<RosterToken> EnsureRosterTokenAsync(AccountId account, BuyingGroupId group, CancellationToken cancellationToken)
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

    /// <inheritdoc />
    public override async Task SetRosterTokenAsync(AccountId account, BuyingGroupId group, CancellationToken cancellationToken) =>
        await redis.RunAsync(
            database => database.StringSetAsync(redis.Keys.RosterToken(account, group), NewToken().Value, RosterTokenStands), cancellationToken);

    /// <inheritdoc />
    public override async Task ForgetPersonAsync(AccountId account, PersonId person, CancellationToken cancellationToken) =>
        await redis.RunAsync(database => database.KeyDeleteAsync(redis.Keys.OfMove(account, person)), cancellationToken);

    /// <inheritdoc />
    public override async Task<IReadOnlyDictionary<PersonId, MoveMarker>> ReadMarkersAsync(
        AccountId account, IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [.. people.Select(person => redis.Keys.Moved(account, person))];
        var values = keys.Length == 0 ? [] : await redis.RunAsync(database => database.StringGetAsync(keys), cancellationToken);
        return people.Zip(values)
            .Where(each => each.Second.HasValue)
            .ToDictionary(each => each.First, each => MarkerOf((byte[])each.Second!));
    }

    /// <inheritdoc />
    public override string NameOf(string moveId) => $"{HashedMove}{Convert.ToHexStringLower(HashOfMove(moveId))}";

    /// <inheritdoc />
    internal override async Task<FrozenPerson?> FreezeAsync(
        PersonId person, AccountId from, AccountId to, string moveId, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [HashOfMove(moveId), to.Value, (long)MarkerStands.TotalMilliseconds];
        var keys = redis.Keys.OfMove(from, person);
        var frozen = await redis.RunAsync(database => database.ScriptEvaluateAsync(FreezeScript, keys, arguments), cancellationToken);
        return frozen.Length == 0 ? null : new FrozenPerson((byte[])frozen[0]!, (byte[])frozen[1]!);
    }

    /// <inheritdoc />
    internal override async Task MergeAsync(PersonId person, AccountId to, string moveId, FrozenPerson frozen, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var counters = new ActivityCount[CounterRecords.CountOf(frozen.Counters)];
        CounterRecords.Decode(frozen.Counters, counters);
        var newest = counters.Select(counter => counter.Day).DefaultIfEmpty(calendar.DayOf(now)).Max();
        RedisValue[] arguments =
        [
            frozen.Counters,
            frozen.Ids,
            IdRecord(calendar.DayOf(now), HashOfMove(moveId)),
            MillisecondsUntilDayLeaves(newest, now),
            (long)MarkerStands.TotalMilliseconds,
        ];
        var keys = redis.Keys.OfMove(to, person);
        await redis.RunAsync(database => database.ScriptEvaluateAsync(MergeScript, keys, arguments), cancellationToken);
    }

    /// <inheritdoc />
    internal override async Task DropAsync(PersonId person, AccountId from, string moveId, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [HashOfMove(moveId)];
        var keys = redis.Keys.OfPerson(from, person);
        await redis.RunAsync(database => database.ScriptEvaluateAsync(DropScript, keys, arguments), cancellationToken);
    }

    /// <inheritdoc />
    public override async Task<PersonInspection> InspectAsync(AccountId account, PersonId person, CancellationToken cancellationToken)
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
            values[2].HasValue ? MarkerOf((byte[])values[2]!).To.Value : null);
    }

    private static GroupCounters GroupOf(RedisValue[] values)
    {
        var members = new ReadOnlyMemory<byte>[values.Length - 1];
        for (var member = 0; member < members.Length; member++)
        {
            members[member] = values[member + 1];
        }

        return new GroupCounters(new RosterToken(values[0].IsNull ? 0 : (long)values[0]), members);
    }

    private const char HashedMove = '#';
    private const int HashSize = 8;
    private const int IdRecordSize = 2 + HashSize;

    private static byte[] IdRecord(Day day, string id)
    {
        var record = new byte[IdRecordSize];
        BinaryPrimitives.WriteUInt16BigEndian(record, checked((ushort)day.Number));
        WriteHash(id, record.AsSpan(2));
        return record;
    }

    private static byte[] IdRecord(Day day, ReadOnlySpan<byte> hash)
    {
        var record = new byte[IdRecordSize];
        BinaryPrimitives.WriteUInt16BigEndian(record, checked((ushort)day.Number));
        hash.CopyTo(record.AsSpan(2));
        return record;
    }

    // Of a move only its hash is kept, which stands for its id then.
    private static byte[] HashOfMove(string moveId)
    {
        if (moveId.StartsWith(HashedMove))
        {
            return Convert.FromHexString(moveId.AsSpan(1));
        }

        var hash = new byte[HashSize];
        WriteHash($"move {moveId}", hash);
        return hash;
    }

    private static MoveMarker MarkerOf(ReadOnlySpan<byte> marker) =>
        new(new AccountId(Encoding.UTF8.GetString(marker[HashSize..])), $"{HashedMove}{Convert.ToHexStringLower(marker[..HashSize])}");

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
