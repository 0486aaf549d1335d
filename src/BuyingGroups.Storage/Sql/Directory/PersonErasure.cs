using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Invalidations;
using BuyingGroups.Storage.Sql.Membership;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>
/// Takes people out of everything that SQL has, by a number of statements that doesn't depend on how many they are. Events stay, since
/// their positions have no holes, without saying whom they are about. What servers keep of the people is made invalid in the same
/// transaction.
/// </summary>
internal static class PersonErasure
{
    private const string Reason = "person erased";

    // By a write: who is making one of them a member just now reads the person under a shared lock, and this waits for them.
    private static readonly Statement LockPeople = new("""
        UPDATE person SET updated_at = person.updated_at
        FROM {ids @people} AS wanted
        WHERE person.id = wanted.id
        """);

    private static readonly Statement People = new("""
        SELECT p.id, p.account_id, p.moving_from_account_id, p.move_id, p.attributes
        FROM person AS p
        JOIN {ids @people} AS wanted ON wanted.id = p.id
        """);

    // It finds the groups that are to be locked. What it reads doesn't change until then: who decides on a person locks the person too.
    private static readonly Statement Memberships = new("""
        SELECT m.group_id, m.person_id, m.state, m.role_id, m.source, m.author, m.caller, m.reason, m.decided_at, m.revision
        FROM membership AS m
        JOIN {ids @people} AS wanted ON wanted.id = m.person_id
        WHERE m.state = 'ASSIGNED'
        ORDER BY m.group_id, m.person_id
        """);

    private static readonly Statement DeleteDecisions = new("""
        DELETE FROM membership_decision
        WHERE person_id IN (SELECT gone.erased_id FROM {rows @people (erased_id id)} AS gone)
        """);

    private static readonly Statement DeleteMemberships = new("""
        DELETE FROM membership
        WHERE person_id IN (SELECT gone.erased_id FROM {rows @people (erased_id id)} AS gone)
        """);

    private static readonly Statement ForgetInEvents = new("""
        UPDATE group_event SET person_id = NULL, reason = ''
        WHERE person_id IN (SELECT gone.erased_id FROM {rows @people (erased_id id)} AS gone)
        """);

    private static readonly Statement Delete = new("""
        DELETE FROM person
        WHERE id IN (SELECT gone.erased_id FROM {rows @people (erased_id id)} AS gone)
        """);

    private static readonly Statement Accounts = new("""
        SELECT p.id AS person_id, p.account_id
        FROM person AS p
        JOIN {ids @people} AS wanted ON wanted.id = p.id
        UNION
        SELECT f.person_id, f.account_id
        FROM former_account AS f
        JOIN {ids @people} AS wanted ON wanted.id = f.person_id
        """);

    private static readonly Statement ForgetAccounts = new("""
        DELETE FROM former_account
        WHERE person_id IN (SELECT gone.erased_id FROM {rows @people (erased_id id)} AS gone)
        """);

    private static readonly Statement Remember = new("""
        INSERT INTO erased_person (person_id, account_id, erased_at)
        SELECT place.person_id, place.account_id, @now
        FROM {rows @places (person_id id, account_id id)} AS place
        """);

    /// <summary>Erases those of the people that there are, and whose counters aren't on the way from another account.</summary>
    /// <returns>What became of each; unknown people are left out.</returns>
    public static async Task<IReadOnlyDictionary<PersonId, PersonErased>> EraseAsync(
        SqlSession session, IReadOnlyCollection<PersonId> people, string author, TimeProvider time)
    {
        var asked = new { people = StoredJson.Ids(people.Select(person => person.Value)) };
        await session.ExecuteAsync(LockPeople, asked);
        var rows = await session.QueryAsync<PersonRow>(People, asked);
        var results = rows
            .Where(row => row.PendingMove is not null)
            .ToDictionary(row => new PersonId(row.Id), row => new PersonErased([], 0, row.PendingMove));
        string[] ids = [.. rows.Where(row => row.PendingMove is null).Select(row => row.Id)];
        if (ids.Length == 0)
        {
            return results;
        }

        var wanted = new { people = StoredJson.Ids(ids) };
        var gone = new { people = StoredJson.Write(ids.Order(StringComparer.Ordinal).Select(id => new { ErasedId = id })) };
        var places = await session.QueryAsync<PlaceRow>(Accounts, wanted);
        var rowsOfMembers = await session.QueryAsync<MembershipRecordRow>(Memberships, wanted);
        MembershipRecord[] members = [.. rowsOfMembers.Select(row => row.ToRecord())];
        var groups = members.Length == 0 ? null : await GroupsUnderChange.LoadAsync(
            session, await LockedGroup.LockAsync(session, rowsOfMembers.Select(row => row.GroupId)), members);
        var memberships = members.Where(member => groups?.Find(member.GroupId) is not null).ToLookup(member => member.PersonId);
        var now = Instant.Now(time);
        foreach (var statement in new[] { DeleteDecisions, DeleteMemberships, ForgetInEvents, ForgetAccounts, Delete })
        {
            await session.ExecuteAsync(statement, gone);
        }

        await session.ExecuteAsync(
            Remember, new { places = StoredJson.Write(places.Select(place => new { place.PersonId, place.AccountId })), now });
        if (groups is not null)
        {
            await TakeOutAsync(session, groups, members, new Decision(DecisionSource.System, author, now.Value, Reason));
        }

        session.Invalidate(
            now,
            [
                .. ids.Select(id => new Invalidation(InvalidationKind.Person, id)),
                .. (groups?.All ?? []).Select(group => new Invalidation(InvalidationKind.Group, group.State.Id.Value)),
            ]);

        var placesOf = places.ToLookup(place => place.PersonId);
        foreach (var id in ids)
        {
            var person = new PersonId(id);
            results[person] = new PersonErased(
                [.. placesOf[id].Select(place => new PendingErasure(person, new AccountId(place.AccountId), now.Value))],
                memberships[person].Count(),
                InTheWay: null);
        }

        return results;
    }

    private static async Task TakeOutAsync(
        SqlSession session, GroupsUnderChange groups, IEnumerable<MembershipRecord> members, Decision decision)
    {
        foreach (var member in members)
        {
            groups.Find(member.GroupId)?.Erase(member.PersonId, decision);
        }

        // Who has left is told of all groups before their scores are.
        groups.Tell(session);
        await groups.WriteAsync(session, history: [], decision.At);
    }

    private sealed class PlaceRow
    {
        public required string PersonId { get; init; }

        public required string AccountId { get; init; }
    }
}
