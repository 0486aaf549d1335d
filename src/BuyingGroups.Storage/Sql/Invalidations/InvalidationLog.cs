namespace BuyingGroups.Storage.Sql.Invalidations;

/// <summary>
/// Writes invalidations in the transaction of the change that makes them necessary: what is committed is told, also if the server dies
/// the moment after. As with <see cref="Events.EventLog"/>, positions have no holes and appear in their order: they are taken from one
/// row, which is locked from here to the end of the transaction. So whoever has read up to a position misses nothing at or below it, and
/// a hole tells a reader that entries were dropped before it came. The row is locked after the events', by everybody: transactions don't
/// wait for each other in a circle.
/// </summary>
internal static class InvalidationLog
{
    /// <summary>How long entries are kept. A server that hasn't looked for longer forgets all that it keeps.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private static readonly Statement Advance = new("""
        UPDATE invalidation_log
        SET last_position = last_position + @count, fence_advances = fence_advances + @fenceAdvances
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO invalidation (position, kind, subject_id, logged_at)
        SELECT log.last_position - @count + entry.place, entry.kind, entry.id, @now
        FROM {rows @entries (place whole, kind word, id id)} AS entry
        CROSS JOIN invalidation_log AS log
        """);

    private static readonly Statement AdvanceFence = new("UPDATE shared_state SET roster_fence = roster_fence + 1");

    private static readonly Statement Drop = new("""
        DELETE FROM invalidation
        WHERE logged_at < @before AND position < (SELECT MIN(oldest.position) FROM invalidation AS oldest) + @most
        """);

    /// <summary>Appends what a transaction invalidates, each once.</summary>
    public static async Task AppendAsync(SqlSession session, IEnumerable<Invalidation> invalidations, Instant now)
    {
        Invalidation[] entries = [.. invalidations.Distinct()];
        // A changed group is told by its roster token, which servers of any version read; of everything else those that don't know the
        // log learn by the fence.
        var advancesFence = entries.Any(entry => entry.Kind != InvalidationKind.Group);
        await session.ExecuteAsync(Advance, new { count = (long)entries.Length, fenceAdvances = advancesFence ? 1L : 0L });
        await session.ExecuteAsync(Insert, new
        {
            count = (long)entries.Length,
            entries = StoredJson.Write(
                entries.Select((entry, index) => new { Place = index + 1, Kind = StoredWord.Of(entry.Kind), entry.Id })),
            now,
        });
        if (advancesFence)
        {
            await session.ExecuteAsync(AdvanceFence);
        }
    }

    /// <summary>Makes servers that don't know the log read all rosters anew.</summary>
    public static async Task<int> AdvanceFenceAsync(SqlSession session)
    {
        await session.ExecuteAsync(Advance, new { count = 0L, fenceAdvances = 1L });
        return await session.ExecuteAsync(AdvanceFence);
    }

    /// <summary>Drops entries that are older than they are kept, a piece at once; answers whether that was all.</summary>
    public static async Task<bool> DropOldAsync(SqlSession session, Instant now) =>
        await session.ExecuteAsync(Drop, new { before = new Instant(now.Value - Kept), most = (long)SqlDatabase.PieceSize })
            < SqlDatabase.PieceSize;
}
