using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>Writes a batch of accounts to the database by set-wise statements.</summary>
internal static class AccountBatch
{
    private static readonly Statement Existing = new("""
        SELECT a.id, a.name, a.parent_id, a.attributes
        FROM account AS a {lock}
        JOIN {ids @ids} AS wanted ON wanted.id = a.id
        """);

    // All accounts above the new parents are locked (shared), so two batches that together would close a cycle can't both succeed.
    private static readonly Statement WithAllAbove = new("""
        WITH above (id, parent_id) AS (
            SELECT a.id, a.parent_id
            FROM account AS a {lock_shared}
            JOIN {ids @ids} AS wanted ON wanted.id = a.id
            UNION ALL
            SELECT a.id, a.parent_id
            FROM above
            JOIN account AS a {lock_shared} ON a.id = above.parent_id
        )
        SELECT DISTINCT id, parent_id
        FROM above
        {no_recursion_limit}
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO account (id, name, parent_id, attributes, created_at, updated_at)
        SELECT r.id, r.name, r.parent_id, r.attributes, @now, @now
        FROM {rows @accounts (id id, name text, parent_id id, attributes json)} AS r
        """);

    private static readonly Statement Update = new("""
        UPDATE account
        SET name = r.name, parent_id = r.parent_id, attributes = r.attributes, updated_at = @now
        FROM {rows @accounts (id id, name text, parent_id id, attributes json)} AS r
        WHERE account.id = r.id
        """);

    public static async Task<IReadOnlyList<AccountUpsertOutcome>> UpsertAsync(
        SqlSession session, IReadOnlyList<Account> accounts, Instant now)
    {
        var items = accounts.Select(AccountRow.Of).ToArray();
        var existing = (await session.QueryAsync<AccountRow>(Existing, new { ids = StoredJson.Ids(items.Select(item => item.Id)) }))
            .ToDictionary(row => row.Id);
        var refusals = AccountHierarchy.Judge(
            [.. items.Select(item => (item.Id, item.ParentId))], await StoredParentsAsync(session, items, existing));

        var rows = new Dictionary<string, AccountRow>(existing);
        var outcomes = new AccountUpsertOutcome[items.Length];
        foreach (var (index, item) in items.Index())
        {
            outcomes[index] = refusals[index] ?? (!rows.TryGetValue(item.Id, out var before) ? AccountUpsertOutcome.Created
                : before.SameData(item) ? AccountUpsertOutcome.Unchanged
                : AccountUpsertOutcome.Updated);
            if (refusals[index] is null)
            {
                rows[item.Id] = item;
            }
        }

        await WriteAsync(session, Insert, rows.Values.Where(row => !existing.ContainsKey(row.Id)), now);
        await WriteAsync(
            session, Update, rows.Values.Where(row => existing.TryGetValue(row.Id, out var before) && !before.SameData(row)), now);
        return outcomes;
    }

    private static async Task<Dictionary<string, string?>> StoredParentsAsync(
        SqlSession session, AccountRow[] items, Dictionary<string, AccountRow> existing)
    {
        var stored = existing.Values.ToDictionary(row => row.Id, row => row.ParentId);
        var newParents = items
            .Where(item => item.ParentId is not null && stored.GetValueOrDefault(item.Id) != item.ParentId)
            .Select(item => item.ParentId!)
            .ToHashSet();
        if (newParents.Count > 0)
        {
            foreach (var row in await session.QueryAsync<ParentRow>(WithAllAbove, new { ids = StoredJson.Ids(newParents) }))
            {
                stored[row.Id] = row.ParentId;
            }
        }

        // A parent that an account keeps exists, because a foreign key protects it.
        foreach (var parent in existing.Values.Select(row => row.ParentId).OfType<string>())
        {
            stored.TryAdd(parent, null);
        }

        return stored;
    }

    private static async Task WriteAsync(SqlSession session, Statement statement, IEnumerable<AccountRow> rows, Instant now)
    {
        var written = rows.Select(row => new { row.Id, row.Name, row.ParentId, row.Attributes }).ToArray();
        if (written.Length > 0)
        {
            await session.ExecuteAsync(statement, new { accounts = StoredJson.Write(written), now });
        }
    }

    private sealed class ParentRow
    {
        public required string Id { get; init; }

        public string? ParentId { get; init; }
    }
}
