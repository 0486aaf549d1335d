using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Events;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>
/// Takes a person out of everything that SQL has. Events stay, since their positions have no holes, without saying whom they are about. The fence is advanced in
/// the same transaction: rosters, locations and events that servers keep are read anew.
/// </summary>
internal static class PersonErasure
{
    private const string Reason = "person erased";

    // By a write: who is making the person a member just now reads the person under a shared lock, and this waits for them.
    private static readonly Statement LockPerson = new("UPDATE person SET updated_at = updated_at WHERE id = @person");

    private static readonly Statement Person = new("""
        SELECT id, account_id, moving_from_account_id, move_id, attributes
        FROM person
        WHERE id = @person
        """);

    private static readonly Statement Memberships = new("""
        SELECT g.id, g.account_id, g.solution_interest_id, m.role_id
        FROM membership AS m
        JOIN buying_group AS g {lock} ON g.id = m.group_id
        WHERE m.person_id = @person AND m.state = 'ASSIGNED'
        ORDER BY g.id
        """);

    private static readonly Statement DeleteDecisions = new("DELETE FROM membership_decision WHERE person_id = @person");

    private static readonly Statement DeleteMemberships = new("DELETE FROM membership WHERE person_id = @person");

    private static readonly Statement ForgetInEvents = new("UPDATE group_event SET person_id = NULL, reason = '' WHERE person_id = @person");

    private static readonly Statement Delete = new("DELETE FROM person WHERE id = @person");

    private static readonly Statement Accounts = new("""
        SELECT account_id FROM person WHERE id = @person
        UNION
        SELECT account_id FROM former_account WHERE person_id = @person
        """);

    private static readonly Statement ForgetAccounts = new("DELETE FROM former_account WHERE person_id = @person");

    private static readonly Statement Remember = new("""
        INSERT INTO erased_person (person_id, account_id, erased_at)
        SELECT @person, account.id, @now
        FROM {ids @accounts} AS account
        """);

    private static readonly Statement AdvanceFence = new("UPDATE shared_state SET roster_fence = roster_fence + 1");

    public static async Task<PersonErased> EraseAsync(SqlSession session, PersonId person, string author, Instant now)
    {
        var id = new { person = person.Value };
        await session.ExecuteAsync(LockPerson, id);
        var row = await session.FindAsync<PersonRow>(Person, id) ?? throw new ResourceNotFoundException(ResourceTypes.Person, person.Value);
        if (row.PendingMove is { } move)
        {
            return new PersonErased([], 0, move);
        }

        var accounts = await session.QueryAsync<string>(Accounts, id);
        var memberships = await session.QueryAsync<MembershipRow>(Memberships, id);
        foreach (var statement in new[] { DeleteDecisions, DeleteMemberships, ForgetInEvents, ForgetAccounts, Delete, AdvanceFence })
        {
            await session.ExecuteAsync(statement, id);
        }

        await session.ExecuteAsync(Remember, new { person = person.Value, accounts = StoredJson.Ids(accounts), now });
        var decision = new Decision(DecisionSource.System, author, now.Value, Reason);
        foreach (var membership in memberships)
        {
            session.Tell(new NewEvent(
                GroupEventType.MemberRemoved,
                membership.Id,
                membership.SolutionInterestId,
                membership.AccountId,
                PersonId: null,
                decision,
                EventValue.Of(new RoleId(membership.RoleId)),
                New: null));
        }

        if (memberships.Count > 0)
        {
            await GroupCompleteness.MembersChangedAsync(session, memberships.Select(membership => membership.Id), decision);
        }

        return new PersonErased(
            [.. accounts.Select(account => new PendingErasure(person, new AccountId(account), now.Value))], memberships.Count, null);
    }

    private sealed class MembershipRow
    {
        public required string Id { get; init; }

        public required string AccountId { get; init; }

        public required string SolutionInterestId { get; init; }

        public required string RoleId { get; init; }
    }
}
