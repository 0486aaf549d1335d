using System.Collections.Concurrent;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using Microsoft.Data.Sqlite;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>
/// The activity counters of an instance with a single server and without Redis, in the embedded SQLite file. What a script does in Redis,
/// one transaction does here.
/// <code>
/// person_counters   one row per person and account: packed counters (day u16, type u16, count u24), number of buckets of ids
/// remembered_ids    one row per bucket: packed ids (day u16, hash u64); see IdRecords
/// person_moves      the marker of a person who moved away, and the moves from and to the account
/// </code>
/// </summary>
public sealed class SqliteCounters : ActivityCounters, IAsyncDisposable
{
    private static readonly TimeSpan MarkerStands = TimeSpan.FromDays(ScoringCalendar.WindowDays + 2);

    private readonly SqlDatabase _database;
    private readonly ScoringCalendar _calendar;
    private readonly TimeProvider _time;
    private readonly Func<DateTimeOffset> _trustedNow;
    private readonly CounterWriter _writer;
    private readonly RosterTokens _tokens;
    private readonly ConcurrentBag<CounterReads> _idle = [];

    /// <summary>Creates the counters. Nothing is opened before the first call.</summary>
    /// <param name="database">The embedded database, which only one server uses.</param>
    /// <param name="calendar">Assigns instants to days.</param>
    /// <param name="time">The server's clock.</param>
    public SqliteCounters(SqlDatabase database, ScoringCalendar calendar, TimeProvider time)
        : this(database, calendar, time, TrustedNow(time), new RosterTokens())
    {
    }

    /// <summary>
    /// Creates the counters with another source of the time by which something may be deleted, and with tokens shared by other instances
    /// over the same file.
    /// </summary>
    internal SqliteCounters(
        SqlDatabase database, ScoringCalendar calendar, TimeProvider time, Func<DateTimeOffset> trustedNow, RosterTokens tokens)
    {
        _database = database;
        _calendar = calendar;
        _time = time;
        _trustedNow = trustedNow;
        _tokens = tokens;
        _writer = new CounterWriter(database);
    }

    /// <inheritdoc />
    public override string Name => _database.Name;

    /// <summary>Constant, because a committed transaction isn't lost.</summary>
    public override int Epoch => 0;

    /// <inheritdoc />
    public override Task PingAsync(CancellationToken cancellationToken) => _database.PingAsync(cancellationToken);

    /// <inheritdoc />
    public override Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken) => _database.ReadClockAsync(cancellationToken);

    /// <inheritdoc />
    public override Task<RecordedActivities> RecordAsync(
        AccountId account, PersonId person, IReadOnlyList<ActivityToRecord> activities, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var (first, droppable) = (_calendar.WindowAt(now).First, Droppable(now));
        return WriteAsync(tables => Record(tables, account, person, activities, first, droppable, now), cancellationToken);
    }

    /// <inheritdoc />
    public override Task<IReadOnlyList<PersonCounters>> ReadPeopleAsync(
        AccountId account, IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return ReadAsync<IReadOnlyList<PersonCounters>>(
            tables =>
            [
                .. people.Select(person => new PersonCounters(
                    tables.Moves(account, person).HasMoved(now), tables.Counters(account, person).Packed)),
            ],
            cancellationToken);
    }

    /// <inheritdoc />
    public override GroupKeys KeysOf(AccountId account, BuyingGroupId group, IReadOnlyList<PersonId> members) =>
        new Keys(account, group, members);

    /// <inheritdoc />
    public override Task<GroupCounters> ReadGroupAsync(GroupKeys keys, CancellationToken cancellationToken)
    {
        var group = (Keys)keys;
        return ReadAsync(
            tables =>
            {
                var token = _tokens.Of(group.Group);
                var members = new ReadOnlyMemory<byte>[group.Members.Length];
                for (var member = 0; member < members.Length; member++)
                {
                    members[member] = tables.Counters(group.Members[member]).Packed;
                }

                return new GroupCounters(token, members);
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public override Task<RosterToken> EnsureRosterTokenAsync(AccountId account, BuyingGroupId group, CancellationToken cancellationToken) =>
        Task.FromResult(_tokens.Of(group));

    /// <inheritdoc />
    public override Task SetRosterTokenAsync(AccountId account, BuyingGroupId group, CancellationToken cancellationToken)
    {
        _tokens.Replace(group);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task<IReadOnlyDictionary<PersonId, MoveMarker>> ReadMarkersAsync(
        AccountId account, IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return ReadAsync<IReadOnlyDictionary<PersonId, MoveMarker>>(
            tables => people.Distinct()
                .Select(person => (Person: person, Moves: tables.Moves(account, person)))
                .Where(each => each.Moves.HasMoved(now))
                .ToDictionary(
                    each => each.Person, each => new MoveMarker(new AccountId(each.Moves.MovedTo), MoveNames.Of(each.Moves.Marker))),
            cancellationToken);
    }

    /// <inheritdoc />
    public override string NameOf(string moveId) => MoveNames.Of(moveId);

    /// <inheritdoc />
    public override Task ForgetPersonAsync(AccountId account, PersonId person, CancellationToken cancellationToken) =>
        WriteAsync(
            tables =>
            {
                tables.DeleteActivities(account, person);
                tables.DeleteMoves(account, person);
                tables.NoteErasure();
                return true;
            },
            cancellationToken);

    /// <inheritdoc />
    internal override Task ForgetPersonWithinAsync(SqlSession session, AccountId account, PersonId person) =>
        session.IsOf(_database.Engine)
            ? session.ExecuteOnlyHereAsync(CounterTables.ForgetPerson, new { account = account.Value, person = person.Value })
            : ForgetPersonAsync(account, person, CancellationToken.None);

    /// <inheritdoc />
    public override Task<PersonInspection> InspectAsync(AccountId account, PersonId person, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        return ReadAsync(
            tables =>
            {
                var row = tables.Counters(account, person);
                // An expired row that hasn't been deleted yet is reported as missing.
                row = row.IsDead(_calendar.WindowAt(now).First) ? CounterRow.None : row;
                var moves = tables.Moves(account, person);
                var counters = CounterRecords.Decode(row.Packed);
                return new PersonInspection(
                    [.. counters.OrderByDescending(counter => counter.Day).ThenBy(counter => counter.Type.Value)],
                    counters.Length == 0 ? null : _calendar.LeavesWindowAt(new Day(row.NewestDay)) - now,
                    row == CounterRow.None ? 0 : new PersonIds(tables, account, person, row.Buckets, default).All().Count(),
                    moves.HasMoved(now.ToUnixTimeMilliseconds()) ? moves.MovedTo : null);
            },
            cancellationToken);
    }

    /// <summary>The hashes of all remembered ids of a person.</summary>
    internal Task<HashSet<ulong>> ReadIdsAsync(AccountId account, PersonId person) =>
        ReadAsync(
            tables => new PersonIds(tables, account, person, tables.Counters(account, person).Buckets, default).All()
                .Select(id => id.Hash).ToHashSet(),
            CancellationToken.None);

    /// <summary>Deletes expired rows and returns the space to the disk, in pieces between which others can write.</summary>
    /// <exception cref="StoreUnavailableException">The rest is deleted the next time.</exception>
    public async Task RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        var now = Earlier(_time.GetUtcNow());
        var first = _calendar.WindowAt(now).First;
        while (await WriteAsync(
            tables =>
            {
                var deleted = tables.DeleteDead(first) + tables.DeleteEndedMoves(now.ToUnixTimeMilliseconds());
                if (deleted > 0)
                {
                    tables.GiveBack();
                }

                return deleted;
            },
            cancellationToken) > 0)
        {
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        while (_idle.TryTake(out var reads))
        {
            reads.Dispose();
        }
    }

    /// <inheritdoc />
    internal override Task<FrozenPerson?> FreezeAsync(
        PersonId person, AccountId from, AccountId to, string moveId, CancellationToken cancellationToken)
    {
        var move = MoveNames.HashOf(moveId);
        return WriteAsync(
            tables =>
            {
                var moves = tables.Moves(from, person);
                if (moves.Knows(move) && !moves.Marker.AsSpan().SequenceEqual(move))
                {
                    return null;
                }

                var counters = tables.Counters(from, person).Packed;
                tables.Write(
                    from, person, new MovesRow(move, to.Value, moves.Knows(move) ? moves.Moves : moves.MovesWith(move), MarkerEnds()));
                return new FrozenPerson(from, counters, []);
            },
            cancellationToken);
    }

    /// <inheritdoc />
    internal override Task MergeAsync(
        PersonId person, AccountId to, string moveId, FrozenPerson frozen, CancellationToken cancellationToken)
    {
        var move = MoveNames.HashOf(moveId);
        var droppable = Droppable(_time.GetUtcNow());
        return WriteAsync(
            tables =>
            {
                var moves = tables.Moves(to, person);
                if (!moves.Knows(move))
                {
                    Merge(tables, person, frozen.From, to, droppable);
                    tables.Write(to, person, new MovesRow([], "", moves.MovesWith(move), MarkerEnds()));
                }

                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc />
    internal override Task DropAsync(PersonId person, AccountId from, string moveId, CancellationToken cancellationToken)
    {
        var move = MoveNames.HashOf(moveId);
        return WriteAsync(
            tables =>
            {
                if (tables.Moves(from, person).Marker.AsSpan().SequenceEqual(move))
                {
                    tables.DeleteActivities(from, person);
                }

                return true;
            },
            cancellationToken);
    }

    private static RecordedActivities Record(
        CounterTables tables,
        AccountId account,
        PersonId person,
        IReadOnlyList<ActivityToRecord> activities,
        Day first,
        Day droppable,
        DateTimeOffset now)
    {
        if (tables.Moves(account, person).HasMoved(now.ToUnixTimeMilliseconds()))
        {
            return new RecordedActivities(HasMoved: true, []);
        }

        var row = tables.Counters(account, person);
        var counters = new PersonTally(row.Packed);
        var ids = new PersonIds(tables, account, person, row.Buckets, first);
        var outcomes = new RecordOutcome[activities.Count];
        for (var index = 0; index < outcomes.Length; index++)
        {
            var activity = activities[index];
            var hash = IdRecords.HashOf(activity.ActivityId);
            if (ids.Contains(hash))
            {
                outcomes[index] = RecordOutcome.Duplicate;
            }
            else if (!counters.TryAdd(activity.Day, activity.Type, activity.Count))
            {
                outcomes[index] = RecordOutcome.CounterFull;
            }
            else
            {
                ids.Add(activity.Day, hash);
                outcomes[index] = RecordOutcome.Recorded;
            }
        }

        if (ids.HasNew)
        {
            Save(tables, account, person, counters, ids, droppable);
        }

        return new RecordedActivities(HasMoved: false, outcomes);
    }

    private static void Merge(CounterTables tables, PersonId person, AccountId from, AccountId to, Day droppable)
    {
        var (old, row) = (tables.Counters(from, person), tables.Counters(to, person));
        var counters = new PersonTally(row.Packed);
        var ids = new PersonIds(tables, to, person, row.Buckets, default);
        foreach (var counter in CounterRecords.Decode(old.Packed))
        {
            counters.AddUpTo(counter);
        }

        foreach (var (day, hash) in new PersonIds(tables, from, person, old.Buckets, default).All())
        {
            ids.AddOrRenew(day, hash);
        }

        if (old.Packed.Length > 0)
        {
            Save(tables, to, person, counters, ids, droppable);
        }
    }

    private static void Save(CounterTables tables, AccountId account, PersonId person, PersonTally counters, PersonIds ids, Day droppable)
    {
        var newest = counters.Newest;
        ids.Save(newest, droppable);
        tables.Write(account, person, new CounterRow(counters.Pack(droppable), ids.Buckets, newest.Number));
    }

    // Days are dropped only once it is certain that they have left the window, whatever the clock says.
    private Day Droppable(DateTimeOffset now) => _calendar.WindowAt(Earlier(now)).First;

    private DateTimeOffset Earlier(DateTimeOffset now)
    {
        var trusted = _trustedNow();
        return trusted < now ? trusted : now;
    }

    private static Func<DateTimeOffset> TrustedNow(TimeProvider time)
    {
        var clock = new SteadyClock(time);
        return () => clock.TrustedNow;
    }

    private long MarkerEnds() => (_time.GetUtcNow() + MarkerStands).ToUnixTimeMilliseconds();

    private async Task<T> WriteAsync<T>(Func<CounterTables, T> write, CancellationToken cancellationToken)
    {
        try
        {
            return await _writer.RunAsync(write, cancellationToken);
        }
        catch (DamagedCountersException damage)
        {
            throw Damaged(damage);
        }
    }

    private async Task<T> ReadAsync<T>(Func<CounterTables, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.RunAsync(
                async token =>
                {
                    if (!_idle.TryTake(out var reads))
                    {
                        reads = new CounterReads((SqliteConnection)await _database.Engine.OpenAsync(token));
                    }

                    try
                    {
                        var answer = reads.Run(read);
                        _idle.Add(reads);
                        return answer;
                    }
                    catch
                    {
                        reads.Dispose();
                        throw;
                    }
                },
                cancellationToken);
        }
        catch (DamagedCountersException damage)
        {
            throw Damaged(damage);
        }
    }

    private StoreUnavailableException Damaged(DamagedCountersException damage) =>
        new(Name, damage, StoreUnavailableReasons.DataFolderDamaged, damage.Message);

    private sealed class Keys(AccountId account, BuyingGroupId group, IReadOnlyList<PersonId> members) : GroupKeys
    {
        public BuyingGroupId Group { get; } = group;

        public CounterKey[] Members { get; } = [.. members.Select(member => new CounterKey(account, member))];
    }
}
