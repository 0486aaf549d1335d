using System.Buffers.Binary;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>The activity counters in Redis. <see cref="CounterKeys"/> describes the keys, and the scripts describe the steps.</summary>
public sealed class RedisCounters(RedisConnection redis, ScoringCalendar calendar, TimeProvider time) : ActivityCounters
{
    // Few enough that Redis is free for others again within some milliseconds.
    private const int BucketsAPiece = 8;

    private static readonly string RecordScript = Script("record.lua");
    private static readonly string FreezeScript = Script("freeze.lua");
    private static readonly string MergeScript = Script("merge.lua");
    private static readonly string DropScript = Script("drop.lua");
    private static readonly string ForgetScript = Script("forget.lua");

    private static readonly TimeSpan RosterTokenStands = TimeSpan.FromDays(7);
    private static readonly TimeSpan MarkerStands = TimeSpan.FromDays(ScoringCalendar.WindowDays + 2);

    /// <inheritdoc />
    public override string Name => RedisConnection.Store;

    /// <inheritdoc />
    public override int Epoch => redis.Epoch;

    /// <inheritdoc />
    public override Task PingAsync(CancellationToken cancellationToken) => redis.PingAsync(cancellationToken);

    /// <inheritdoc />
    public override Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken) => redis.ReadClockAsync(cancellationToken);

    /// <inheritdoc />
    public override async Task<RecordedActivities> RecordAsync(
        AccountId account, PersonId person, IReadOnlyList<ActivityToRecord> activities, CancellationToken cancellationToken)
    {
        var arguments = new RedisValue[SharedArguments + (4 * activities.Count)];
        FillShared(arguments, account);
        var next = SharedArguments;
        Day? leavingOf = null;
        long leaves = 0;
        foreach (var activity in activities)
        {
            if (activity.Day != leavingOf)
            {
                leaves = LeavesWindowAt(activity.Day);
                leavingOf = activity.Day;
            }

            arguments[next++] = CounterRecords.KeyOf(activity.Day, activity.Type);
            arguments[next++] = IdRecords.Of(activity.Day, activity.ActivityId);
            arguments[next++] = activity.Count;
            arguments[next++] = leaves;
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
        RedisKey[] keys =
        [
            .. people.SelectMany(person => new[] { redis.Keys.Counters(account, person), redis.Keys.Moved(account, person) }),
        ];
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
    public override async Task<RosterToken> EnsureRosterTokenAsync(
        AccountId account, BuyingGroupId group, CancellationToken cancellationToken)
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
            database => database.StringSetAsync(redis.Keys.RosterToken(account, group), NewToken().Value, RosterTokenStands),
            cancellationToken);

    /// <inheritdoc />
    public override Task ForgetPersonAsync(AccountId account, PersonId person, CancellationToken cancellationToken) =>
        RunAsync(ForgetScript, account, redis.Keys.OfMove(account, person), [], cancellationToken);

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
    public override string NameOf(string moveId) => MoveNames.Of(moveId);

    /// <inheritdoc />
    internal override async Task<FrozenPerson?> FreezeAsync(
        PersonId person, AccountId from, AccountId to, string moveId, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [MoveNames.HashOf(moveId), to.Value, (long)MarkerStands.TotalMilliseconds];
        var frozen = await RunAsync(FreezeScript, from, redis.Keys.OfMove(from, person), arguments, cancellationToken);
        return frozen.Length == 0 ? null : new FrozenPerson(from, (byte[])frozen[0]!, (byte[])frozen[1]!);
    }

    /// <inheritdoc />
    internal override async Task MergeAsync(
        PersonId person, AccountId to, string moveId, FrozenPerson frozen, CancellationToken cancellationToken)
    {
        var newest = NewestDayOf(frozen.Counters);
        var leaves = newest is { } day ? LeavesWindowAt(day) : 0;
        var buckets = CounterRecords.BucketsOf(frozen.Counters);
        for (var bucket = 1; bucket < buckets; bucket += BucketsAPiece)
        {
            RedisKey[] keys =
                [
                    .. Enumerable.Range(bucket, Math.Min(BucketsAPiece, buckets - bucket))
                        .Select(each => redis.Keys.Ids(frozen.From, person, each)),
                ];
            var ids = await redis.RunAsync(database => database.StringGetAsync(keys), cancellationToken);
            await MergePieceAsync([.. ids.SelectMany(BytesOf)], [], last: false);
        }

        await MergePieceAsync(
            [.. CounterRecords.RecentIds(frozen.Counters), .. frozen.Ids], CounterRecords.WithoutTail(frozen.Counters).ToArray(),
            last: true);

        Task MergePieceAsync(byte[] ids, byte[] counters, bool last) => RunAsync(
            MergeScript,
            to,
            redis.Keys.OfMove(to, person),
            [ids, counters, leaves, MoveNames.HashOf(moveId), (long)MarkerStands.TotalMilliseconds, last ? 1 : 0],
            cancellationToken);
    }

    /// <inheritdoc />
    internal override Task DropAsync(PersonId person, AccountId from, string moveId, CancellationToken cancellationToken) =>
        RunAsync(DropScript, from, redis.Keys.OfPerson(from, person), [MoveNames.HashOf(moveId)], cancellationToken);

    /// <inheritdoc />
    public override async Task<PersonInspection> InspectAsync(AccountId account, PersonId person, CancellationToken cancellationToken)
    {
        var keys = redis.Keys.OfPerson(account, person);
        var values = await redis.RunAsync(database => database.StringGetAsync(keys), cancellationToken);
        var expiry = await redis.RunAsync(database => database.KeyTimeToLiveAsync(keys[0]), cancellationToken);
        var packed = BytesOf(values[0]);
        var counters = CounterRecords.Decode(packed);
        return new PersonInspection(
            [.. counters.OrderByDescending(counter => counter.Day).ThenBy(counter => counter.Type.Value)],
            expiry,
            await CountIdsAsync(account, person, packed, BytesOf(values[1]), cancellationToken),
            values[2].HasValue ? MarkerOf((byte[])values[2]!).To.Value : null);
    }

    private async Task<int> CountIdsAsync(
        AccountId account, PersonId person, byte[] packed, byte[] firstBucket, CancellationToken cancellationToken)
    {
        var bytes = CounterRecords.RecentIds(packed).Length + firstBucket.Length;
        for (var bucket = 1; bucket < CounterRecords.BucketsOf(packed); bucket++)
        {
            var key = redis.Keys.Ids(account, person, bucket);
            bytes += (int)await redis.RunAsync(database => database.StringLengthAsync(key), cancellationToken);
        }

        return bytes / IdRecords.Size;
    }

    private Task<RedisResult> RunAsync(
        string script, AccountId account, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        RedisValue[] all = [.. new RedisValue[SharedArguments], .. arguments];
        FillShared(all, account);
        return redis.RunAsync(database => database.ScriptEvaluateAsync(script, keys, all), cancellationToken);
    }

    // Fills in the arguments that runs.lua takes.
    private void FillShared(RedisValue[] arguments, AccountId account)
    {
        var first = calendar.WindowAt(time.GetUtcNow()).First;
        arguments[0] = redis.Keys.BucketPlace(account);
        arguments[1] = first.Number;
        arguments[2] = LeavesWindowAt(first.AddDays(-1));
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

    private const int SharedArguments = 3;

    private static MoveMarker MarkerOf(ReadOnlySpan<byte> marker) =>
        new(new AccountId(Encoding.UTF8.GetString(marker[IdRecords.HashSize..])), MoveNames.Of(marker[..IdRecords.HashSize]));

    private static byte[] BytesOf(RedisValue value) => value.HasValue ? value! : [];

    private static Day? NewestDayOf(byte[] packed)
    {
        var counters = CounterRecords.Decode(packed);
        return counters.Length == 0 ? null : counters.Max(counter => counter.Day);
    }

    private static RosterToken NewToken() => new(BinaryPrimitives.ReadInt64BigEndian(RandomNumberGenerator.GetBytes(8)) | 1);

    private static RecordOutcome OutcomeOf(char outcome) => outcome switch
    {
        'R' => RecordOutcome.Recorded,
        'D' => RecordOutcome.Duplicate,
        'F' => RecordOutcome.CounterFull,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an answer of record.lua"),
    };

    // An instant and not a duration, so that the expiry in Redis doesn't depend on this server's clock.
    private long LeavesWindowAt(Day day) => calendar.LeavesWindowAt(day).ToUnixTimeMilliseconds();

    private static string Script(string name) => $"{Resource("runs.lua")}\n{Resource(name)}";

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
