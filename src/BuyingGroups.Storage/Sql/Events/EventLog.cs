namespace BuyingGroups.Storage.Sql.Events;

/// <summary>
/// Writes events in the transaction of the change that they tell of. Their positions have no holes, and none is given while a lower one may
/// still appear: they are taken from the one row of event_log, which is locked from here to the end of the transaction. To hold up
/// other writers for no longer than the commit itself, this is the last that a transaction does (<see cref="SqlDatabase"/> sees to that); for the same
/// reason it can't be part of a deadlock. An identity column would not do: its values are given before the commit, so that a later one
/// can be seen before an earlier one is.
/// </summary>
internal static class EventLog
{
    private static readonly Statement Insert = new("""
        INSERT INTO group_event
            (position, occurred_at, type, group_id, solution_interest_id, account_id, person_id, source, author, caller, reason, old_value, new_value)
        SELECT log.last_position + r.place, r.occurred_at, r.type, r.group_id, r.solution_interest_id, r.account_id, r.person_id, r.source, r.author,
            r.caller, r.reason, r.old_value, r.new_value
        FROM event_log AS log {lock}
        CROSS JOIN {rows @events (place whole, occurred_at instant, type word, group_id id, solution_interest_id id, account_id id, person_id id,
            source word, author text, caller id, reason text, old_value json, new_value json)} AS r
        """);

    private static readonly Statement Advance = new("UPDATE event_log SET last_position = last_position + @count");

    public static async Task AppendAsync(SqlSession session, IReadOnlyCollection<NewEvent> events)
    {
        await session.ExecuteAsync(Insert, new
        {
            events = StoredJson.Write(events.Select((change, index) => new
            {
                Place = index + 1,
                OccurredAt = new Instant(change.Decision.At).ToString(),
                Type = StoredWord.Of(change.Type),
                change.GroupId,
                change.SolutionInterestId,
                change.AccountId,
                change.PersonId,
                Source = StoredWord.Of(change.Decision.Source),
                change.Decision.Author,
                change.Decision.Caller,
                change.Decision.Reason,
                OldValue = change.Old is null ? null : StoredJson.Write(change.Old),
                NewValue = change.New is null ? null : StoredJson.Write(change.New),
            })),
        });
        await session.ExecuteAsync(Advance, new { count = events.Count });
    }
}
