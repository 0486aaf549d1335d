using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql;

/// <summary>Accounts.</summary>
public sealed class AccountStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement ReadForUpsert = new(
        """
        SELECT account.account_id AS Id, account.name AS Name, account.parent_account_id AS ParentId, account.attributes AS Attributes,
               account.created_at AS CreatedAt, account.updated_at AS UpdatedAt
        FROM account {lock} JOIN {ids} AS wanted ON wanted.id = account.account_id
        """);

    private static readonly Statement Insert = new(
        """
        INSERT INTO account (account_id, name, parent_account_id, attributes, created_at, updated_at)
        VALUES (@id, @name, @parentId, @attributes, @now, @now)
        """);

    private static readonly Statement Update = new(
        """
        UPDATE account SET name = @name, parent_account_id = @parentId, attributes = @attributes, updated_at = @now
        WHERE account_id = @id
        """);

    private static readonly Statement Read = new(
        """
        SELECT account_id AS Id, name AS Name, parent_account_id AS ParentId, attributes AS Attributes, created_at AS CreatedAt, updated_at AS UpdatedAt
        FROM account WHERE account_id = @id
        """);

    private static readonly Statement List = new(
        """
        SELECT account_id AS Id, name AS Name, parent_account_id AS ParentId, attributes AS Attributes, created_at AS CreatedAt, updated_at AS UpdatedAt
        FROM account
        WHERE account_id > @afterId AND (@parentId IS NULL OR parent_account_id = @parentId)
        ORDER BY account_id
        {limit}
        """);

    /// <summary>Creates or replaces accounts; answers an outcome for each, in order. A bad item fails only itself.</summary>
    public Task<IReadOnlyList<UpsertOutcome>> UpsertAsync(IReadOnlyList<Account> accounts, CancellationToken cancellationToken) =>
        accounts.Count == 0
            ? Task.FromResult<IReadOnlyList<UpsertOutcome>>([])
            : database.WriteAsync(
                async session =>
                {
                    var known = await ReadWithAncestorsAsync(session, accounts);
                    var upserts = new AccountUpserts(accounts, known);
                    var outcomes = upserts.Decide();
                    var now = time.GetUtcNow().UtcTicks;
                    foreach (var (statement, changed) in new[] { (Insert, upserts.Inserts), (Update, upserts.Updates) })
                    {
                        await session.ExecuteAsync(statement, changed.Select(account => new
                        {
                            id = account.Id.Value,
                            name = account.Name,
                            parentId = account.ParentId?.Value,
                            attributes = AttributesJson.Of(account.Attributes),
                            now,
                        }));
                    }

                    return outcomes;
                },
                cancellationToken);

    /// <summary>One account.</summary>
    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    public async Task<Account> GetAsync(AccountId id, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(session => session.FindAsync<Row>(Read, new { id = id.Value }), cancellationToken);
        return row?.ToAccount() ?? throw new ResourceNotFoundException(ResourceTypes.Account, id.Value);
    }

    /// <summary>Accounts in the order of their ids.</summary>
    /// <param name="page">Which page.</param>
    /// <param name="parent">Only accounts directly below this one; null: all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Page<Account>> ListAsync(PageRequest page, AccountId? parent, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync<Row>(List, new { afterId = page.AfterId, parentId = parent?.Value, limit = page.Limit }), cancellationToken);
        return Page<Account>.Of(rows, page, row => row.ToAccount(), row => new PageCursor("", row.Id));
    }

    /// <summary>The accounts of a batch, their parents, and all accounts above those, as far as they are there.</summary>
    private static async Task<Dictionary<AccountId, (string Name, AccountId? Parent, string Attributes)>> ReadWithAncestorsAsync(
        SqlSession session, IReadOnlyList<Account> accounts)
    {
        var known = new Dictionary<AccountId, (string Name, AccountId? Parent, string Attributes)>();
        var asked = new HashSet<string>();
        var next = accounts.Select(account => account.Id.Value).Concat(accounts.Select(account => account.ParentId?.Value).OfType<string>());
        while (next.Where(asked.Add).ToArray() is { Length: > 0 } ids)
        {
            var rows = await session.QueryAsync<Row>(ReadForUpsert, new { ids = Json.Ids(ids) });
            foreach (var row in rows)
            {
                known[new AccountId(row.Id)] = (row.Name, row.Parent, row.Attributes);
            }

            next = rows.Select(row => row.ParentId).OfType<string>();
        }

        return known;
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public string? ParentId { get; set; }

        public string Attributes { get; set; } = "";

        public long CreatedAt { get; set; }

        public long UpdatedAt { get; set; }

        public AccountId? Parent => ParentId is null ? null : new AccountId(ParentId);

        public Account ToAccount() => new(new AccountId(Id), Name, Parent, AttributesJson.OfAccount(Attributes))
        {
            CreatedAt = CreatedAt.ToInstant(),
            UpdatedAt = UpdatedAt.ToInstant(),
        };
    }
}
