using BuyingGroups.Domain.Events;

namespace BuyingGroups.Storage.Sql.Events;

/// <summary>
/// Writes events in the transaction of the change that they tell of. Their positions have no holes, and none is given while a lower one may
/// still appear: they are taken from the one row of event_log, which is locked from here to the end of the transaction. To hold up
/// other writers for no longer than the commit itself, this is the last that a transaction does (<see cref="SqlDatabase"/> sees to that);
/// for the same reason it can't be part of a deadlock. An identity column would not do: its values are given before the commit, so that a
/// later one can be seen before an earlier one is. For the same reason times don't go back along positions: an event of a server whose
/// clock is behind, or whose transaction had to wait here while others were told of, is told with the time of the last one. A log that
/// isn't as far as it is known to have been was put back, and begins a new generation (<see cref="EventLogGenerations"/>) before it gives a
/// position again.
/// </summary>
internal static class EventLog
{
    private static readonly Statement Last = new("SELECT last_position, last_occurred_at FROM event_log {lock}");

    private static readonly RowInsert Insert = new(
        "group_event",
        """
        position long, occurred_at instant, type word, group_id id, solution_interest_id id, account_id id, person_id id, source word,
            author text,
        caller id, reason text, old_value json, new_value json
        """);

    private static readonly Statement Advance = new("""
        UPDATE event_log
        SET last_position = last_position + @count, last_occurred_at = @occurredAt
        """);

    /// <param name="session">The transaction.</param>
    /// <param name="events">The events, in order.</param>
    /// <param name="known">The last position that is known to have been given.</param>
    /// <returns>The position of the last of them.</returns>
    public static async Task<long> AppendAsync(SqlSession session, IReadOnlyCollection<NewEvent> events, long known)
    {
        var row = await session.GetAsync<LogRow>(Last);
        var last = row.LastPosition < known ? await EventLogGenerations.BeginAsync(session, row.LastPosition, known) : row.LastPosition;
        var occurredAt = row.LastOccurredAt?.Value ?? DateTimeOffset.MinValue;
        var rows = new List<object?[]>(events.Count);
        foreach (var change in events)
        {
            occurredAt = Instant.Later(occurredAt, change.Decision.At);
            rows.Add(ValuesOf(last + rows.Count + 1, occurredAt, change));
        }

        await session.InsertAsync(Insert, rows);
        await session.ExecuteAsync(Advance, new { count = events.Count, occurredAt = new Instant(occurredAt) });
        return last + events.Count;
    }

    private static object?[] ValuesOf(long position, DateTimeOffset occurredAt, NewEvent change) =>
    [
        position,
        new Instant(occurredAt),
        StoredWord.Of(change.Type),
        change.GroupId.Value,
        change.SolutionInterestId.Value,
        change.AccountId.Value,
        change.PersonId?.Value,
        StoredWord.Of(change.Decision.Source),
        change.Decision.Author,
        change.Decision.Caller,
        change.Decision.Reason,
        change.Old is null ? null : StoredJson.Write(change.Old),
        change.New is null ? null : StoredJson.Write(change.New),
    ];

    private sealed class LogRow
    {
        public required long LastPosition { get; init; }

        public Instant? LastOccurredAt { get; init; }
    }
}
