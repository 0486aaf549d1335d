using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Directory;

namespace BuyingGroups.Storage.Sql.Commands;

/// <summary>The answers to commands that came with a request id, kept for a day in the transaction of what they did.</summary>
internal static class RememberedCommands
{
    /// <summary>For how long (domain: "the same id within 24 h").</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    // The range is locked: of two that come with a new id at the same time, the second waits for the first one's answer.
    private static readonly Statement Find = new("""
        SELECT content_hash, answer, changed_groups, answered_at
        FROM remembered_command {lock_range}
        WHERE caller = @caller AND request_id = @request
        """);

    private static readonly Statement Forget = new("DELETE FROM remembered_command WHERE caller = @caller AND request_id = @request");

    private static readonly Statement Insert = new("""
        INSERT INTO remembered_command (caller, request_id, content_hash, answer, changed_groups, answered_at)
        VALUES (@caller, @request, @contentHash, @answer, @changedGroups, @now)
        """);

    private static readonly Statement Drop = new("""
        DELETE FROM remembered_command
        WHERE answered_at <= (
            SELECT MAX(old.answered_at)
            FROM (SELECT answered_at FROM remembered_command WHERE answered_at < @before ORDER BY answered_at {limit @take}) AS old)
        """);

    /// <summary>The first answer; null if there was none within the last day.</summary>
    /// <exception cref="RequestIdReusedException">It was to something else.</exception>
    public static async Task<ExecutedCommands?> FindAsync(SqlSession session, OnceOnly once, Instant now)
    {
        var id = new { caller = once.Caller, request = once.RequestId };
        var row = await session.FindAsync<Row>(Find, id);
        if (row is null)
        {
            return null;
        }

        // This server's clock may run ahead: what was remembered is forgotten by the one that all servers share.
        if (row.AnsweredAt.Value <= now.Value - Kept && row.AnsweredAt.Value <= (await session.NowAsync()).Value - Kept)
        {
            await session.ExecuteAsync(Forget, id);
            return null;
        }

        if (row.ContentHash != once.ContentHash)
        {
            throw new RequestIdReusedException(once.RequestId);
        }

        var groups = StoredJson.Read<StoredGroup[]>(row.ChangedGroups);
        return new ExecutedCommands(
            [],
            [.. groups.Select(group => new TouchedGroup(new BuyingGroupId(group.GroupId), new AccountId(group.AccountId)))],
            FirstAnswer.Parse(row.Answer));
    }

    public static Task AddAsync(SqlSession session, OnceOnly once, ExecutedCommands executed, Instant now) =>
        session.ExecuteAsync(Insert, new
        {
            caller = once.Caller,
            request = once.RequestId,
            contentHash = once.ContentHash,
            answer = once.AnswerOf(executed).ToStored(),
            changedGroups = StoredJson.Write(
                executed.ChangedRosters.Select(group => new StoredGroup(group.BuyingGroupId.Value, group.AccountId.Value))),
            now,
        });

    /// <summary>Drops what is older than a day, about <paramref name="take"/> at once; answers how many that were.</summary>
    public static Task<int> DropOldAsync(SqlSession session, Instant now, int take) =>
        session.ExecuteAsync(Drop, new { before = new Instant(now.Value - Kept), take });

    private sealed record StoredGroup(string GroupId, string AccountId);

    private sealed class Row
    {
        public required string ContentHash { get; init; }

        public required string Answer { get; init; }

        public required string ChangedGroups { get; init; }

        public required Instant AnsweredAt { get; init; }
    }
}
