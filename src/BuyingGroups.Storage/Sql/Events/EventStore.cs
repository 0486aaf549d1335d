using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Events;

/// <summary>Reads what happened to buying groups, in order, and drops what is too old.</summary>
/// <param name="database">Where it is kept.</param>
public sealed class EventStore(SqlDatabase database)
{
    private const int DroppedAtOnce = 5_000;

    // What can be looked up is; the rest of a filter is looked at in memory.
    private static readonly Statement After = new("""
        SELECT e.position, e.occurred_at, e.type, e.group_id, e.solution_interest_id, e.account_id, e.person_id, e.source, e.author,
            e.caller,
            e.reason, e.old_value, e.new_value
        FROM group_event AS e
        WHERE e.position > @afterPosition
            {? AND e.type IN (SELECT wanted.id FROM {ids @types} AS wanted) }
            {? AND e.group_id IN (SELECT wanted.id FROM {ids @groups} AS wanted) }
            {? AND e.account_id IN (SELECT wanted.id FROM {ids @accounts} AS wanted) }
            {? AND e.person_id IN (SELECT wanted.id FROM {ids @people} AS wanted) }
            {? AND e.solution_interest_id IN (SELECT wanted.id FROM {ids @interests} AS wanted) }
        ORDER BY e.position
        {limit @take}
        """);

    private static readonly Statement Bounds = new("SELECT last_position, dropped_through, dropped_until FROM event_log");

    private static readonly Statement BoundsAt = new("""
        SELECT last_position, dropped_through, dropped_until,
            (SELECT COUNT(*) FROM event_log_generation AS g WHERE g.after_position < @position AND g.first_position > @position) AS lost
        FROM event_log
        """);

    private static readonly Statement FirstSince = new("SELECT MIN(position) FROM group_event WHERE occurred_at >= @since");

    private static readonly Statement LastToDrop = new("""
        SELECT position, occurred_at
        FROM group_event
        WHERE occurred_at < @before AND position <= (SELECT MIN(position) + @count - 1 FROM group_event)
        ORDER BY position DESC
        {limit @take}
        """);

    private static readonly Statement SayDropped = new("""
        UPDATE event_log
        SET dropped_through = @position, dropped_until = @until
        WHERE dropped_through < @position
        """);

    private static readonly Statement Drop = new("DELETE FROM group_event WHERE position <= @position");

    /// <summary>The last position that was given, 0 if none.</summary>
    public Task<long> GetLastPositionAsync(CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(async session => (await BoundsAsync(session)).LastPosition, cancellationToken);

    /// <summary>Events after a position, in order.</summary>
    /// <param name="position">After this one.</param>
    /// <param name="take">At most so many.</param>
    /// <param name="filter">Only those that pass it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EventPositionException">
    /// Later events have been dropped already, or the position isn't given yet, or not in this log.
    /// </exception>
    public Task<EventPage> ReadAfterAsync(long position, int take, EventFilter filter, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session =>
            {
                var bounds = await BoundsAsync(session, position);
                bounds.Require(position);
                var rows = position == bounds.LastPosition ? [] : await session.QueryAsync<Row>(After, new
                {
                    afterPosition = position,
                    types = Ids(filter.Types.Select(StoredWord.Of)),
                    groups = Ids(filter.Groups),
                    accounts = Ids(filter.Accounts),
                    people = Ids(filter.People),
                    interests = Ids(filter.SolutionInterests),
                    take,
                });
                return new EventPage(
                    [.. rows.Select(row => row.ToEvent()).Where(filter.Passes)],
                    rows.Count == take ? rows[^1].Position : bounds.LastPosition,
                    rows.Count < take);
            },
            cancellationToken);

    /// <summary>
    /// The position before the first event that happened at <paramref name="since"/> or later; the last position if there is none.
    /// </summary>
    /// <exception cref="EventPositionException">Such events have been dropped already.</exception>
    public Task<long> GetPositionBeforeAsync(DateTimeOffset since, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session =>
            {
                var bounds = await BoundsAsync(session);
                return bounds.DroppedUntil is { } until && until.Value >= since
                    ? throw new EventPositionException(null, bounds.DroppedThrough, bounds.LastPosition)
                    : await session.GetAsync<long?>(FirstSince, new { since = new Instant(since) }) - 1 ?? bounds.LastPosition;
            },
            cancellationToken);

    /// <summary>The position before the oldest event that is kept.</summary>
    public Task<long> GetOldestPositionAsync(CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(async session => (await BoundsAsync(session)).DroppedThrough, cancellationToken);

    /// <summary>Drops events that are older, by the database's clock, some thousands at once.</summary>
    /// <returns>Whether there may be more to drop.</returns>
    public Task<bool> DropOlderThanAsync(TimeSpan kept, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var before = new Instant((await session.NowAsync()).Value - kept);
                var last = await session.FindAsync<DropRow>(LastToDrop, new { before, count = DroppedAtOnce, take = 1 });
                if (last is null)
                {
                    return false;
                }

                await session.ExecuteAsync(SayDropped, new { position = last.Position, until = last.OccurredAt });
                await session.ExecuteAsync(Drop, new { position = last.Position });
                return true;
            },
            cancellationToken);

    private async Task<BoundsRow> BoundsAsync(SqlSession session, long? at = null)
    {
        var bounds = at is { } position
            ? await session.GetAsync<BoundsRow>(BoundsAt, new { position })
            : await session.GetAsync<BoundsRow>(Bounds);
        database.LearnEventPosition(bounds.LastPosition);
        return bounds;
    }

    private static string? Ids(IEnumerable<string> ids) => ids.ToArray() is { Length: > 0 } some ? StoredJson.Ids(some) : null;

    private sealed class BoundsRow
    {
        public required long LastPosition { get; init; }

        public required long DroppedThrough { get; init; }

        public Instant? DroppedUntil { get; init; }

        /// <summary>How many generations began that leave the position out.</summary>
        public int Lost { get; init; }

        public void Require(long position)
        {
            if (Lost > 0 || position < DroppedThrough || position > LastPosition)
            {
                throw new EventPositionException(position, DroppedThrough, LastPosition, Lost > 0);
            }
        }
    }

    private sealed class DropRow
    {
        public required long Position { get; init; }

        public required Instant OccurredAt { get; init; }
    }

    private sealed class Row
    {
        public required long Position { get; init; }

        public required Instant OccurredAt { get; init; }

        public required string Type { get; init; }

        public required string GroupId { get; init; }

        public required string SolutionInterestId { get; init; }

        public required string AccountId { get; init; }

        public string? PersonId { get; init; }

        public required string Source { get; init; }

        public required string Author { get; init; }

        public string? Caller { get; init; }

        public required string Reason { get; init; }

        public string? OldValue { get; init; }

        public string? NewValue { get; init; }

        public GroupEvent ToEvent() => new(
            Position,
            StoredWord.Parse<GroupEventType>(Type),
            new BuyingGroupId(GroupId),
            new SolutionInterestId(SolutionInterestId),
            new AccountId(AccountId),
            PersonId is null ? null : new PersonId(PersonId),
            new Decision(StoredWord.Parse<DecisionSource>(Source), Author, OccurredAt.Value, Reason, Caller),
            OldValue is null ? null : StoredJson.Read<EventValue>(OldValue),
            NewValue is null ? null : StoredJson.Read<EventValue>(NewValue));
    }
}
