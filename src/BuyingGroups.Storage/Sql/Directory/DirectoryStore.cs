using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>Accounts and people.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The server's clock, for the times of changes.</param>
public sealed class DirectoryStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement OneAccount = new("""
        SELECT id, name, parent_id, attributes, created_at, updated_at
        FROM account
        WHERE id = @id
        """);

    private static readonly Statement Accounts = new("""
        SELECT id, name, parent_id, attributes, created_at, updated_at
        FROM account
        WHERE 1 = 1
            {? AND parent_id = @parent }
            {? AND id > @after }
        ORDER BY id
        {limit @take}
        """);

    private static readonly Statement OnePerson = new("""
        SELECT id, account_id, first_name, last_name, job_title, attributes, moving_from_account_id, move_id, created_at, updated_at
        FROM person
        WHERE id = @id
        """);

    private static readonly Statement People = new("""
        SELECT id, account_id, first_name, last_name, job_title, attributes, moving_from_account_id, move_id, created_at, updated_at
        FROM person
        WHERE 1 = 1
            {? AND account_id = @account }
            {? AND id > @after }
        ORDER BY id
        {limit @take}
        """);

    private static readonly Statement PeopleByName = new("""
        SELECT id, account_id, first_name, last_name, job_title
        FROM person
        WHERE account_id = @account
            {? AND id > @after }
        ORDER BY id
        {limit @take}
        """);

    private static readonly Statement SomePeople = new("""
        SELECT p.id, p.account_id, p.first_name, p.last_name, p.job_title, p.attributes,
            p.moving_from_account_id, p.move_id, p.created_at, p.updated_at
        FROM person AS p
        JOIN {ids @people} AS wanted ON wanted.id = p.id
        ORDER BY p.id
        """);

    private static readonly Statement Locations = new("""
        SELECT p.id, p.account_id, p.moving_from_account_id, p.move_id
        FROM person AS p
        JOIN {ids @people} AS wanted ON wanted.id = p.id
        """);

    private static readonly Statement Moves = new("""
        SELECT id, account_id, moving_from_account_id, move_id
        FROM person
        WHERE move_id IS NOT NULL
        ORDER BY move_id
        {limit @take}
        """);

    private static readonly Statement ClearMove = new("""
        UPDATE person
        SET moving_from_account_id = NULL, move_id = NULL
        WHERE id = @person AND move_id = @move
        """);

    /// <summary>
    /// Creates or replaces accounts: name, parent and all attributes. The outcomes are in the order of <paramref name="accounts"/>; an item
    /// that is refused doesn't affect the others. A parent may come earlier or later in the same batch. An id that occurs twice is applied
    /// twice, in order.
    /// </summary>
    public Task<IReadOnlyList<AccountUpsertOutcome>> UpsertAccountsAsync(
        IReadOnlyList<Account> accounts, CancellationToken cancellationToken = default) =>
        database.WriteAsync(session => AccountBatch.UpsertAsync(session, accounts, Instant.Now(time)), cancellationToken);

    /// <summary>Reads an account.</summary>
    /// <exception cref="ResourceNotFoundException">There is no account with this id.</exception>
    public Task<Account> GetAccountAsync(AccountId id, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async session => (await session.FindAsync<AccountRow>(OneAccount, new { id = id.Value }))?.ToAccount()
                ?? throw new ResourceNotFoundException(ResourceTypes.Account, id.Value),
            cancellationToken);

    /// <summary>Accounts in the order of their ids.</summary>
    /// <param name="page">The page to return.</param>
    /// <param name="parent">Only accounts directly below this one; null means all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<Page<Account>> ListAccountsAsync(
        PageRequest page, AccountId? parent = null, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async session =>
            {
                var rows = await session.QueryAsync<AccountRow>(
                    Accounts, new { parent = parent?.Value, after = page.After?.Id, take = page.Take() });
                return page.Cut(rows, row => new PageCursor("", row.Id)).Select(row => row.ToAccount());
            },
            cancellationToken);

    /// <summary>
    /// Creates or replaces people: account and all attributes. The outcomes are in the order of <paramref name="people"/>; an item that is
    /// refused doesn't affect the others. An id that occurs twice is applied twice, in order. A person who was in another account moves,
    /// which ends the memberships in the groups of the old account, whatever their source. The caller then moves the counters and calls
    /// <see cref="CompleteMoveAsync"/>.
    /// </summary>
    /// <param name="people">The people, at most 1,000.</param>
    /// <param name="author">The author of the decisions that end the memberships.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<PeopleUpserted> UpsertPeopleAsync(
        IReadOnlyList<Person> people, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(session => PersonBatch.UpsertAsync(session, people, author, time), cancellationToken);

    /// <summary>Reads a person.</summary>
    /// <exception cref="ResourceNotFoundException">There is no person with this id.</exception>
    public Task<Person> GetPersonAsync(PersonId id, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async session => (await session.FindAsync<PersonRow>(OnePerson, new { id = id.Value }))?.ToPerson()
                ?? throw new ResourceNotFoundException(ResourceTypes.Person, id.Value),
            cancellationToken);

    /// <summary>People in the order of their ids.</summary>
    /// <param name="page">The page to return.</param>
    /// <param name="account">Only people of this account; null means all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<Page<Person>> ListPeopleAsync(PageRequest page, AccountId? account = null, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async session =>
            {
                var rows = await session.QueryAsync<PersonRow>(
                    People, new { account = account?.Value, after = page.After?.Id, take = page.Take() });
                return page.Cut(rows, row => new PageCursor("", row.Id)).Select(row => row.ToPerson());
            },
            cancellationToken);

    /// <summary>
    /// People of an account in the order of their ids, with only first name, last name and job title of their attributes: those have
    /// columns of their own, so a reader who needs no others has nothing to decode.
    /// </summary>
    public Task<Page<Person>> ListNamesAsync(PageRequest page, AccountId account, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async session =>
            {
                var rows = await session.QueryAsync<NameRow>(
                    PeopleByName, new { account = account.Value, after = page.After?.Id, take = page.Take() });
                return page.Cut(rows, row => new PageCursor("", row.Id)).Select(row => row.ToPerson());
            },
            cancellationToken);

    /// <summary>People in the order of their ids. Those who no longer exist are left out.</summary>
    /// <param name="people">The people, at most 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<Person>> GetPeopleAsync(
        IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async Task<IReadOnlyList<Person>> (session) =>
                [
                    .. (await session.QueryAsync<PersonRow>(
                        SomePeople, new { people = StoredJson.Ids(people.Select(person => person.Value)) }))
                        .Select(row => row.ToPerson()),
                ],
            cancellationToken);

    /// <summary>The locations of people, read by one statement. Unknown people are left out.</summary>
    /// <param name="people">The people, at most 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyDictionary<PersonId, PersonLocation>> GetLocationsAsync(
        IReadOnlyCollection<PersonId> people, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async Task<IReadOnlyDictionary<PersonId, PersonLocation>> (session) =>
                (await session.QueryAsync<LocationRow>(Locations, new { people = StoredJson.Ids(people.Select(person => person.Value)) }))
                    .ToDictionary(row => new PersonId(row.Id), row => new PersonLocation(new AccountId(row.AccountId), row.PendingMove)),
            cancellationToken);

    /// <summary>Records that a person's counters have arrived in the new account. Does nothing if that is recorded already.</summary>
    public Task CompleteMoveAsync(PendingMove move, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            session => session.ExecuteAsync(ClearMove, new { person = move.PersonId.Value, move = move.MoveId }), cancellationToken);

    /// <summary>Moves whose counters haven't arrived yet, such as those of a server that died in between.</summary>
    /// <param name="limit">The most moves to return, at least 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<PendingMove>> ListPendingMovesAsync(int limit, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async Task<IReadOnlyList<PendingMove>> (session) =>
                [.. (await session.QueryAsync<LocationRow>(Moves, new { take = limit })).Select(row => row.PendingMove!)],
            cancellationToken);

    private sealed class NameRow
    {
        public required string Id { get; init; }

        public required string AccountId { get; init; }

        public string? FirstName { get; init; }

        public string? LastName { get; init; }

        public string? JobTitle { get; init; }

        public Person ToPerson() => new(
            new PersonId(Id),
            new AccountId(AccountId),
            new PersonAttributes { FirstName = FirstName, LastName = LastName, JobTitle = JobTitle });
    }

    private sealed class LocationRow
    {
        public required string Id { get; init; }

        public required string AccountId { get; init; }

        public string? MovingFromAccountId { get; init; }

        public string? MoveId { get; init; }

        public PendingMove? PendingMove => PendingMoves.Of(Id, AccountId, MovingFromAccountId, MoveId);
    }
}
