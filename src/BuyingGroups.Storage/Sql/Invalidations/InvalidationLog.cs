namespace BuyingGroups.Storage.Sql.Invalidations;

/// <summary>
/// Writes invalidations in the transaction of the change that causes them, so that every committed change is announced, even if the server
/// dies right after the commit. As with <see cref="Events.EventLog"/>, positions have no gaps and become visible in order: they are taken
/// from one row, which is locked from here to the end of the transaction. So whoever has read up to a position has missed nothing at or
/// below it, and a gap tells a reader that entries were deleted before it came. Every transaction locks this row after that of the event
/// log, so transactions can't deadlock on the two.
/// </summary>
internal static class InvalidationLog
{
    /// <summary>How long entries are kept. A server that hasn't looked for longer clears its caches.</summary>
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

    /// <summary>Appends the invalidations of a transaction, each once.</summary>
    public static async Task AppendAsync(SqlSession session, IEnumerable<Invalidation> invalidations, Instant now)
    {
        Invalidation[] entries = [.. invalidations.Distinct()];
        // A changed group is announced by its roster token, which servers of every version read. For everything else, servers of a version
        // without this log depend on the fence.
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

    /// <summary>Makes servers of a version without this log read all rosters again.</summary>
    public static async Task<int> AdvanceFenceAsync(SqlSession session)
    {
        await session.ExecuteAsync(Advance, new { count = 0L, fenceAdvances = 1L });
        return await session.ExecuteAsync(AdvanceFence);
    }

    /// <summary>Deletes expired entries, one piece per call, and returns whether none are left.</summary>
    public static async Task<bool> DropOldAsync(SqlSession session, Instant now) =>
        await session.ExecuteAsync(Drop, new { before = new Instant(now.Value - Kept), most = (long)SqlDatabase.PieceSize })
            < SqlDatabase.PieceSize;
}
