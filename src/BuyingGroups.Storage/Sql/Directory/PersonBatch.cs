using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Membership;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>Writes a batch of people to the database by set-wise statements, and ends the memberships of those who moved.</summary>
internal static class PersonBatch
{
    private static readonly Statement Existing = new("""
        SELECT p.id, p.account_id, p.first_name, p.last_name, p.job_title, p.attributes, p.moving_from_account_id, p.move_id
        FROM person AS p {lock}
        JOIN {ids @ids} AS wanted ON wanted.id = p.id
        """);

    private static readonly Statement KnownAccounts = new("""
        SELECT a.id
        FROM account AS a
        JOIN {ids @ids} AS wanted ON wanted.id = a.id
        """);

    private static readonly Statement BeingErased = new("""
        SELECT e.person_id
        FROM erased_person AS e
        JOIN {ids @ids} AS wanted ON wanted.id = e.person_id
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO person
            (id, account_id, first_name, last_name, job_title, attributes, moving_from_account_id, move_id, created_at, updated_at)
        SELECT r.id, r.account_id, r.first_name, r.last_name, r.job_title, r.attributes, r.moving_from_account_id, r.move_id, @now, @now
        FROM {rows @people (id id, account_id id, first_name text, last_name text, job_title text, attributes json,
            moving_from_account_id id, move_id id)} AS r
        """);

    private static readonly Statement Update = new("""
        UPDATE person
        SET account_id = r.account_id, first_name = r.first_name, last_name = r.last_name, job_title = r.job_title,
            attributes = r.attributes,
            moving_from_account_id = r.moving_from_account_id, move_id = r.move_id, updated_at = @now
        FROM {rows @people (id id, account_id id, first_name text, last_name text, job_title text, attributes json,
            moving_from_account_id id, move_id id)} AS r
        WHERE person.id = r.id
        """);

    // Something about the person stays in the old account's counters for a while, so an erasure has to know that account.
    private static readonly Statement RememberAccounts = new("""
        INSERT INTO former_account (person_id, account_id)
        SELECT move.person_id, move.account_id
        FROM {rows @moves (person_id id, account_id id)} AS move
        WHERE NOT EXISTS (SELECT 1 FROM former_account AS f WHERE f.person_id = move.person_id AND f.account_id = move.account_id)
        """);

    private static readonly Statement GroupsOf = new("""
        SELECT DISTINCT g.id AS buying_group_id, g.account_id
        FROM membership AS m
        JOIN {ids @people} AS wanted ON wanted.id = m.person_id
        JOIN buying_group AS g ON g.id = m.group_id
        WHERE m.state = 'ASSIGNED'
        """);

    public static async Task<PeopleUpserted> UpsertAsync(
        SqlSession session, IReadOnlyList<Person> people, string author, TimeProvider time)
    {
        var items = people.Select(PersonRow.Of).ToArray();
        var existing = (await session.QueryAsync<PersonRow>(Existing, new { ids = StoredJson.Ids(items.Select(item => item.Id)) }))
            .ToDictionary(row => row.Id);
        var accounts = (await session.QueryAsync<string>(KnownAccounts, new { ids = StoredJson.Ids(items.Select(item => item.AccountId)) }))
            .ToHashSet();

        var rows = new Dictionary<string, PersonRow>(existing);
        // As long as the counters of an erased person aren't deleted, no new person can be created with the same id.
        var waiting =
            (await session.QueryAsync<string>(BeingErased, new { ids = StoredJson.Ids(items.Select(item => item.Id)) })).ToHashSet();
        var results = items.Select(item =>
        {
            // Once an item waits for the person's previous move, the person's later items wait too, so that none is applied out of order.
            var result = waiting.Contains(item.Id) ? new PersonUpsert(PersonUpsertOutcome.MovePending) : Take(item, rows, accounts, time);
            if (result.Outcome == PersonUpsertOutcome.MovePending)
            {
                waiting.Add(item.Id);
            }

            return result;
        }).ToArray();

        var now = Instant.Now(time);
        await WriteAsync(session, Insert, rows.Values.Where(row => !existing.ContainsKey(row.Id)), now);
        PersonRow[] updated = [.. rows.Values.Where(row => existing.TryGetValue(row.Id, out var before) && before != row)];
        await WriteAsync(session, Update, updated, now);

        var renamed = await GroupsOfAsync(session, updated.Where(row => row.IsShownOtherThan(existing[row.Id])));
        var moves = results.Where(result => result.Outcome == PersonUpsertOutcome.Moved).Select(result => result.Move!).ToArray();
        var left = moves.Length == 0 ? [] : await RecordMovesAsync(session, moves, author, time);
        TouchedGroup[] touched = [.. left.Union(renamed)];
        session.Invalidate(now, touched.Select(group => group.Invalidation));
        return new PeopleUpserted(results, touched);
    }

    private static async Task<IReadOnlyList<TouchedGroup>> RecordMovesAsync(
        SqlSession session, IReadOnlyList<PendingMove> moves, string author, TimeProvider time)
    {
        await session.ExecuteAsync(
            RememberAccounts,
            new { moves = StoredJson.Write(moves.Select(move => new { PersonId = move.PersonId.Value, AccountId = move.From.Value })) });
        return await AccountDepartures.RecordAsync(session, moves, author, time);
    }

    private static async Task<IReadOnlyList<TouchedGroup>> GroupsOfAsync(SqlSession session, IEnumerable<PersonRow> people)
    {
        string[] ids = [.. people.Select(person => person.Id)];
        return ids.Length == 0
            ? []
            : [
                .. (await session.QueryAsync<GroupRow>(GroupsOf, new { people = StoredJson.Ids(ids) }))
                    .Select(group => new TouchedGroup(new BuyingGroupId(group.BuyingGroupId), new AccountId(group.AccountId))),
            ];
    }

    private static PersonUpsert Take(PersonRow item, Dictionary<string, PersonRow> rows, HashSet<string> accounts, TimeProvider time)
    {
        if (!accounts.Contains(item.AccountId))
        {
            return new PersonUpsert(PersonUpsertOutcome.UnknownAccount);
        }

        if (!rows.TryGetValue(item.Id, out var before))
        {
            rows[item.Id] = item;
            return new PersonUpsert(PersonUpsertOutcome.Created);
        }

        if (item.AccountId == before.AccountId)
        {
            var after = item with { MovingFromAccountId = before.MovingFromAccountId, MoveId = before.MoveId };
            rows[item.Id] = after;
            return new PersonUpsert(after == before ? PersonUpsertOutcome.Unchanged : PersonUpsertOutcome.Updated);
        }

        if (before.PendingMove is { } pending)
        {
            return new PersonUpsert(PersonUpsertOutcome.MovePending, pending);
        }

        var moved = item with { MovingFromAccountId = before.AccountId, MoveId = NewId.Make(time) };
        rows[item.Id] = moved;
        return new PersonUpsert(PersonUpsertOutcome.Moved, moved.PendingMove);
    }

    private static async Task WriteAsync(SqlSession session, Statement statement, IEnumerable<PersonRow> rows, Instant now)
    {
        var written = rows
            .Select(row => new
            {
                row.Id,
                row.AccountId,
                row.FirstName,
                row.LastName,
                row.JobTitle,
                row.Attributes,
                row.MovingFromAccountId,
                row.MoveId,
            })
            .ToArray();
        if (written.Length > 0)
        {
            await session.ExecuteAsync(statement, new { people = StoredJson.Write(written), now });
        }
    }

    private sealed class GroupRow
    {
        public required string BuyingGroupId { get; init; }

        public required string AccountId { get; init; }
    }
}
