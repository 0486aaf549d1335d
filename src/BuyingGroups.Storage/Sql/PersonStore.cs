using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql;

/// <summary>People, and to which account they belong.</summary>
public sealed class PersonStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement ReadForUpsert = new(
        """
        SELECT person.person_id AS Id, person.account_id AS AccountId, person.moving_from_account_id AS MovingFrom, person.move_id AS MoveId,
               person.attributes AS Attributes, person.created_at AS CreatedAt, person.updated_at AS UpdatedAt
        FROM person {lock} JOIN {ids} AS wanted ON wanted.id = person.person_id
        """);

    private static readonly Statement KnownAccounts = new(
        "SELECT account.account_id FROM account JOIN {ids} AS wanted ON wanted.id = account.account_id");

    private static readonly Statement Insert = new(
        """
        INSERT INTO person (person_id, account_id, attributes, created_at, updated_at)
        VALUES (@id, @accountId, @attributes, @now, @now)
        """);

    private static readonly Statement Update = new(
        """
        UPDATE person
        SET account_id = @accountId, moving_from_account_id = @movingFrom, move_id = @moveId, attributes = @attributes, updated_at = @now
        WHERE person_id = @id
        """);

    private static readonly Statement Read = new(
        """
        SELECT person_id AS Id, account_id AS AccountId, moving_from_account_id AS MovingFrom, move_id AS MoveId, attributes AS Attributes,
               created_at AS CreatedAt, updated_at AS UpdatedAt
        FROM person WHERE person_id = @id
        """);

    private static readonly Statement List = new(
        """
        SELECT person_id AS Id, account_id AS AccountId, moving_from_account_id AS MovingFrom, move_id AS MoveId, attributes AS Attributes,
               created_at AS CreatedAt, updated_at AS UpdatedAt
        FROM person
        WHERE person_id > @afterId AND (@accountId IS NULL OR account_id = @accountId)
        ORDER BY person_id
        {limit}
        """);

    private static readonly Statement Locate = new(
        """
        SELECT person.person_id AS Id, person.account_id AS AccountId, person.moving_from_account_id AS MovingFrom, person.move_id AS MoveId
        FROM person JOIN {ids} AS wanted ON wanted.id = person.person_id
        """);

    private static readonly Statement ListPending = new(
        """
        SELECT person_id AS Id, account_id AS AccountId, moving_from_account_id AS MovingFrom, move_id AS MoveId
        FROM person WHERE moving_from_account_id IS NOT NULL
        ORDER BY person_id
        {limit}
        """);

    private static readonly Statement CompleteMove = new(
        "UPDATE person SET moving_from_account_id = NULL, move_id = NULL WHERE person_id = @id AND move_id = @moveId");

    /// <summary>
    /// Creates or replaces people; answers an outcome for each, in order. A bad item fails only itself. A person who names another account
    /// than before moves: the memberships in the old account's groups end in the same transaction.
    /// </summary>
    /// <param name="people">As they are to be.</param>
    /// <param name="author">Who says so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<PersonUpsertResult>> UpsertAsync(
        IReadOnlyList<Person> people, string author, CancellationToken cancellationToken) =>
        people.Count == 0
            ? Task.FromResult<IReadOnlyList<PersonUpsertResult>>([])
            : database.WriteAsync(
                async session =>
                {
                    var ids = Json.Ids(people.Select(person => person.Id.Value));
                    var rows = (await session.QueryAsync<Row>(ReadForUpsert, new { ids })).ToDictionary(row => row.Id);
                    var existing = rows.Keys.ToHashSet();
                    var accounts = (await session.QueryAsync<string>(
                        KnownAccounts, new { ids = Json.Ids(people.Select(person => person.AccountId.Value)) })).ToHashSet();
                    var now = time.GetUtcNow();
                    var results = new List<PersonUpsertResult>(people.Count);
                    foreach (var person in people)
                    {
                        results.Add(accounts.Contains(person.AccountId.Value)
                            ? await ApplyAsync(session, person, rows, author, now)
                            : PersonUpsertResult.Of(UpsertOutcome.UnknownAccount));
                    }

                    var changed = results.Zip(people)
                        .Where(item => item.First.Outcome is UpsertOutcome.Created or UpsertOutcome.Updated or UpsertOutcome.Moved)
                        .Select(item => item.Second.Id.Value)
                        .ToHashSet();
                    foreach (var (statement, written) in new[] { (Insert, changed.Except(existing)), (Update, changed.Intersect(existing)) })
                    {
                        await session.ExecuteAsync(statement, written.Select(id => rows[id]).Select(row => new
                        {
                            id = row.Id,
                            accountId = row.AccountId,
                            movingFrom = row.MovingFrom,
                            moveId = row.MoveId,
                            attributes = row.Attributes,
                            now = now.UtcTicks,
                        }).ToArray());
                    }

                    return (IReadOnlyList<PersonUpsertResult>)results;
                },
                cancellationToken);

    /// <summary>One person.</summary>
    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    public async Task<Person> GetAsync(PersonId id, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(session => session.FindAsync<Row>(Read, new { id = id.Value }), cancellationToken);
        return row?.ToPerson() ?? throw new ResourceNotFoundException(ResourceTypes.Person, id.Value);
    }

    /// <summary>People in the order of their ids.</summary>
    /// <param name="page">Which page.</param>
    /// <param name="account">Only people of this account; null: all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Page<Person>> ListAsync(PageRequest page, AccountId? account, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync<Row>(List, new { afterId = page.AfterId, accountId = account?.Value, limit = page.Limit }), cancellationToken);
        return Page<Person>.Of(rows, page, row => row.ToPerson(), row => new PageCursor("", row.Id));
    }

    /// <summary>Where people belong, by one statement; those that there are.</summary>
    public async Task<IReadOnlyDictionary<PersonId, PersonLocation>> GetLocationsAsync(
        IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync<Row>(Locate, new { ids = Json.Ids(people.Select(person => person.Value)) }), cancellationToken);
        return rows.ToDictionary(row => new PersonId(row.Id), row => new PersonLocation(new AccountId(row.AccountId), row.Move));
    }

    /// <summary>Moves whose counters may not have followed.</summary>
    public async Task<IReadOnlyList<PendingMove>> ListPendingMovesAsync(int limit, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(session => session.QueryAsync<Row>(ListPending, new { limit }), cancellationToken);
        return [.. rows.Select(row => row.Move!)];
    }

    /// <summary>Says that the counters have followed. Can be repeated.</summary>
    public Task CompleteMoveAsync(PendingMove move, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.ExecuteAsync(CompleteMove, new { id = move.PersonId.Value, moveId = move.MoveId }), cancellationToken);

    private static async Task<PersonUpsertResult> ApplyAsync(
        SqlSession session, Person person, Dictionary<string, Row> rows, string author, DateTimeOffset now)
    {
        var attributes = AttributesJson.Of(person.Attributes);
        if (!rows.TryGetValue(person.Id.Value, out var row))
        {
            rows[person.Id.Value] = new Row { Id = person.Id.Value, AccountId = person.AccountId.Value, Attributes = attributes };
            return PersonUpsertResult.Of(UpsertOutcome.Created);
        }

        if (row.AccountId == person.AccountId.Value)
        {
            var unchanged = row.Attributes == attributes;
            row.Attributes = attributes;
            return PersonUpsertResult.Of(unchanged ? UpsertOutcome.Unchanged : UpsertOutcome.Updated);
        }

        if (row.Move is not null)
        {
            return PersonUpsertResult.Of(UpsertOutcome.MovePending);
        }

        var from = new AccountId(row.AccountId);
        row.MovingFrom = row.AccountId;
        row.MoveId = NewId.Make();
        row.AccountId = person.AccountId.Value;
        row.Attributes = attributes;
        var left = await AccountLeave.EndMembershipsAsync(session, person.Id, person.AccountId, author, now);
        return new PersonUpsertResult(UpsertOutcome.Moved, row.Move, [.. left.Select(group => (from, group))]);
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string AccountId { get; set; } = "";

        public string? MovingFrom { get; set; }

        public string? MoveId { get; set; }

        public string Attributes { get; set; } = "";

        public long CreatedAt { get; set; }

        public long UpdatedAt { get; set; }

        public PendingMove? Move => MovingFrom is null || MoveId is null
            ? null
            : new PendingMove(new PersonId(Id), new AccountId(MovingFrom), new AccountId(AccountId), MoveId);

        public Person ToPerson() => new(new PersonId(Id), new AccountId(AccountId), AttributesJson.OfPerson(Attributes))
        {
            CreatedAt = CreatedAt.ToInstant(),
            UpdatedAt = UpdatedAt.ToInstant(),
        };
    }
}
