namespace BuyingGroups.Storage.Sql.Events;

/// <summary>
/// The generations of the log of events. A database that was put back to an older state must not give positions again that it had given to
/// other events, which
/// readers have seen. So its log begins a new generation: from here on its positions are higher than any that can have been given before,
/// whoever knows of
/// them, and a position of what was lost is told from one of this log for good.
/// </summary>
/// <remarks>
/// The first generation begins at 0. A later one begins at the number of seconds since 2026, times 2^20: as long as the events of all time
/// were fewer than a million for each
/// second of it, that is higher than every position before, and for the next 270 years lower than 2^53, up to which a double holds every
/// whole number.
/// </remarks>
internal static class EventLogGenerations
{
    private const int PositionsPerSecond = 1 << 20;

    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Statement Insert = new("""
        INSERT INTO event_log_generation (first_position, after_position, began_at)
        VALUES (@first, @after, @now)
        """);

    private static readonly Statement Advance = new("UPDATE event_log SET last_position = @first");

    // Higher than any value that a server may have in mind from before: what servers keep of rosters, people and events may be of what was
    // lost.
    private static readonly Statement RaiseFence = new("UPDATE shared_state SET roster_fence = @first WHERE roster_fence < @first");

    /// <summary>Begins a generation. The log is locked by the caller.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="last">The last position that the log gave.</param>
    /// <param name="known">The last position that is known to have been given.</param>
    /// <returns>The position after which the generation's events come; no event has it.</returns>
    public static async Task<long> BeginAsync(SqlSession session, long last, long known)
    {
        var now = await session.NowAsync();
        var first = Math.Max((long)(now.Value - Epoch).TotalSeconds * PositionsPerSecond, Math.Max(last, known) + 1);
        await session.ExecuteAsync(Insert, new { first, after = last, now });
        await session.ExecuteAsync(Advance, new { first });
        await session.ExecuteAsync(RaiseFence, new { first });
        return first;
    }
}
