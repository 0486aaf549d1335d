using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Sql.Directory;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>
/// The lists of audiences. Each load writes a list of its own in many small transactions, and a last one makes it the audience's current
/// list. Then the previous list is removed, also in many transactions. A list is locked by its row in <c>audience_list</c>, after the
/// audience if that is locked too.
/// </summary>
internal static class AudienceLists
{
    /// <summary>A list that isn't current and is older than this belongs to a load that broke off or takes too long.</summary>
    private static readonly TimeSpan LongestLoad = TimeSpan.FromHours(1);

    private static readonly Statement Accounts = new("""
        SELECT a.id, a.name, a.parent_id, a.attributes, a.created_at, a.updated_at
        FROM audience AS u
        JOIN audience_account AS l ON l.list_id = u.list_id
        JOIN account AS a ON a.id = l.account_id
        WHERE u.id = @audience
            {? AND l.account_id > @after }
        ORDER BY l.account_id
        {limit @take}
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO audience_list (id, audience_id, created_at)
        VALUES (@list, @audience, @now)
        """);

    private static readonly Statement LockOfAudience = new("""
        SELECT id
        FROM audience_list {lock}
        WHERE id = @list AND audience_id = @audience
        """);

    private static readonly Statement Known = new("""
        SELECT a.id
        FROM account AS a
        JOIN {ids @ids} AS wanted ON wanted.id = a.id
        """);

    private static readonly Statement InsertAccounts = new("""
        INSERT INTO audience_account (list_id, account_id)
        SELECT @list, wanted.id
        FROM {ids @ids} AS wanted
        WHERE NOT EXISTS (SELECT 1 FROM audience_account AS l WHERE l.list_id = @list AND l.account_id = wanted.id)
        """);

    private static readonly Statement CountAccounts = new("""
        SELECT COUNT(*)
        FROM audience_account
        WHERE list_id = @list
        """);

    private static readonly Statement ListOf = new("""
        SELECT list_id
        FROM audience
        WHERE id = @audience
        """);

    private static readonly Statement SetList = new("""
        UPDATE audience
        SET list_id = @list, listed_accounts = @listed, revision = revision + 1, updated_at = @now, updated_by = @author
        WHERE id = @audience
        """);

    private static readonly Statement Detach = new("UPDATE audience_list SET audience_id = NULL WHERE audience_id = @audience");

    // Loads in progress are left alone for as long as they may take.
    private static readonly Statement Leftovers = new("""
        SELECT l.id
        FROM audience_list AS l
        LEFT JOIN audience AS u ON u.id = l.audience_id
        WHERE l.audience_id IS NULL OR (l.audience_id = @audience AND l.created_at < @before AND (u.list_id IS NULL OR u.list_id <> l.id))
        """);

    private static readonly Statement LockList = new("""
        SELECT id
        FROM audience_list {lock}
        WHERE id = @list
        """);

    private static readonly Statement Holding = new("""
        SELECT u.id
        FROM audience_list AS l
        JOIN audience AS u ON u.id = l.audience_id AND u.list_id = l.id
        WHERE l.id = @list
        """);

    private static readonly Statement DeletePiece = new("""
        DELETE FROM audience_account
        WHERE list_id = @list AND account_id IN (
            SELECT l.account_id
            FROM audience_account AS l
            WHERE l.list_id = @list
            ORDER BY l.account_id
            {limit @take})
        """);

    private static readonly Statement DeleteList = new("DELETE FROM audience_list WHERE id = @list");

    /// <summary>The accounts of the current list, in the order of their ids.</summary>
    public static async Task<Page<Account>> ReadAsync(SqlSession session, AudienceId audience, PageRequest page)
    {
        var rows = await session.QueryAsync<AccountRow>(
            Accounts, new { audience = audience.Value, after = page.After?.Id, take = page.Take() });
        return page.Cut(rows, row => new PageCursor("", row.Id)).Select(row => row.ToAccount());
    }

    /// <summary>Inserts a new list, which isn't current yet.</summary>
    public static async Task<string> InsertAsync(SqlSession session, AudienceId audience, TimeProvider time)
    {
        var list = NewId.Make(time);
        await session.ExecuteAsync(Insert, new { list, audience = audience.Value, now = await session.NowAsync() });
        return list;
    }

    /// <summary>Adds accounts to a list that isn't current yet.</summary>
    /// <returns>The accounts that the directory knows, and how many of them weren't in the list yet.</returns>
    public static async Task<(IReadOnlyList<string> Known, int Added)> AddAsync(
        SqlSession session, AudienceId audience, string list, IReadOnlyCollection<string> accounts)
    {
        await RequireAsync(session, audience, list);
        var known = await session.QueryAsync<string>(Known, new { ids = StoredJson.Ids(accounts) });
        return (known, known.Count == 0 ? 0 : await session.ExecuteAsync(InsertAccounts, new { list, ids = StoredJson.Ids(known) }));
    }

    /// <summary>Makes a list the audience's current one.</summary>
    /// <returns>The changed audience, and the list that was current before.</returns>
    public static async Task<(Audience Audience, string? Replaced)> HoldAsync(
        SqlSession session, AudienceId audience, string list, long listed, Instant now, string author)
    {
        await AudienceStore.LockAsync(session, audience, etag: "");
        await RequireAsync(session, audience, list);
        if (await session.GetAsync<long>(CountAccounts, new { list }) != listed)
        {
            throw new LoadSupersededException(ResourceTypes.Audience, audience.Value);
        }

        var replaced = await session.FindAsync<string>(ListOf, new { audience = audience.Value });
        await session.ExecuteAsync(SetList, new { audience = audience.Value, list, listed, now, author });
        return (await AudienceStore.ReadAsync(session, audience), replaced);
    }

    /// <summary>Leaves the lists of a deleted audience to <see cref="TidyAsync"/>.</summary>
    public static Task<int> DetachAsync(SqlSession session, AudienceId audience) =>
        session.ExecuteAsync(Detach, new { audience = audience.Value });

    /// <summary>Removes a list unless it is current. What can't be removed now is left to <see cref="TidyAsync"/>.</summary>
    public static Task RemoveAsync(SqlDatabase database, string list, CancellationToken cancellationToken) =>
        TryAsync(() => RemoveAllAsync(database, [list], cancellationToken));

    /// <summary>
    /// Removes the lists of broken loads of the audience, and of all deleted audiences. What can't be removed now is left to the next call.
    /// </summary>
    public static Task TidyAsync(SqlDatabase database, AudienceId audience, CancellationToken cancellationToken) =>
        TryAsync(async () =>
        {
            var lists = await database.ReadOneAsync(
                async session =>
                {
                    var before = new Instant((await session.NowAsync()).Value - LongestLoad);
                    return await session.QueryAsync<string>(Leftovers, new { audience = audience.Value, before });
                },
                cancellationToken);
            await RemoveAllAsync(database, lists, cancellationToken);
        });

    private static async Task RequireAsync(SqlSession session, AudienceId audience, string list)
    {
        if (await session.FindAsync<string>(LockOfAudience, new { list, audience = audience.Value }) is null)
        {
            // If the audience was deleted too, that is what is reported.
            await AudienceStore.ReadAsync(session, audience);
            throw new LoadSupersededException(ResourceTypes.Audience, audience.Value);
        }
    }

    private static async Task RemoveAllAsync(SqlDatabase database, IReadOnlyList<string> lists, CancellationToken cancellationToken)
    {
        foreach (var list in lists)
        {
            await database.WriteInPiecesAsync(session => RemovePieceAsync(session, list), cancellationToken);
        }
    }

    /// <returns>Whether nothing is left to remove.</returns>
    private static async Task<bool> RemovePieceAsync(SqlSession session, string list)
    {
        // Locked before it is checked whether the list is current, because whoever makes it current locks it too.
        if (await session.FindAsync<string>(LockList, new { list }) is null
            || await session.FindAsync<string>(Holding, new { list }) is not null)
        {
            return true;
        }

        if (await session.ExecuteAsync(DeletePiece, new { list, take = SqlDatabase.PieceSize }) == SqlDatabase.PieceSize)
        {
            return false;
        }

        await session.ExecuteAsync(DeleteList, new { list });
        return true;
    }

    // What the caller wanted has been done by now, or has failed with an error of its own.
    private static async Task TryAsync(Func<Task> remove)
    {
        try
        {
            await remove();
        }
        catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException)
        {
        }
    }
}
