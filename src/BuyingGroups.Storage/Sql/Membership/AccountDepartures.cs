using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Events;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>Ends the memberships of people who left an account, whatever their source, and records that they ended so.</summary>
internal static class AccountDepartures
{
    private const string Reason = "moved to another account";

    private static readonly Statement Touched = new("""
        SELECT DISTINCT g.id
        FROM {rows @moves (person_id id, account_id id)} AS move
        JOIN membership AS m ON m.person_id = move.person_id AND m.state = 'ASSIGNED'
        JOIN buying_group AS g ON g.id = m.group_id AND g.account_id = move.account_id
        """);

    private static readonly Statement Ending = new("""
        SELECT g.id, g.account_id, g.solution_interest_id, m.person_id, m.role_id,
            (SELECT MAX(d.decided_at)
             FROM membership_decision AS d
             WHERE d.person_id = m.person_id AND d.group_id = m.group_id) AS last_decided_at
        FROM {rows @moves (person_id id, account_id id)} AS move
        JOIN membership AS m ON m.person_id = move.person_id AND m.state = 'ASSIGNED'
        JOIN buying_group AS g ON g.id = m.group_id AND g.account_id = move.account_id
        ORDER BY g.id, m.person_id
        """);

    private static readonly Statement LockGroups = new("""
        SELECT g.id
        FROM buying_group AS g {lock}
        JOIN {ids @groups} AS wanted ON wanted.id = g.id
        """);

    private static readonly Statement AppendHistory = new("""
        INSERT INTO membership_decision (group_id, person_id, action, role_id, source, author, reason, decided_at, outcome)
        SELECT m.group_id, m.person_id, 'LEAVE_ACCOUNT', NULL, 'SYSTEM', @author, @reason, @now, 'APPLIED'
        FROM {rows @moves (person_id id, account_id id)} AS move
        JOIN membership AS m ON m.person_id = move.person_id AND m.state = 'ASSIGNED'
        JOIN buying_group AS g ON g.id = m.group_id AND g.account_id = move.account_id
        ORDER BY m.group_id, m.person_id
        """);

    private static readonly Statement End = new("""
        UPDATE membership
        SET state = 'REMOVED', role_id = NULL, source = 'SYSTEM', author = @author, caller = NULL, reason = @reason, decided_at = @now,
            revision = membership.revision + 1
        FROM {rows @moves (person_id id, account_id id)} AS move
        JOIN buying_group AS g ON g.account_id = move.account_id
        WHERE membership.person_id = move.person_id AND membership.group_id = g.id AND membership.state = 'ASSIGNED'
        """);

    /// <summary>Call it after the people's rows were changed: from then on nobody becomes a member in the old account any more.</summary>
    /// <returns>The groups that lost members.</returns>
    public static async Task<IReadOnlyList<TouchedGroup>> RecordAsync(
        SqlSession session, IEnumerable<PendingMove> moves, string author, TimeProvider time)
    {
        var rows = StoredJson.Write(moves.Select(move => new { PersonId = move.PersonId.Value, AccountId = move.From.Value }));
        if (await session.QueryAsync<string>(Touched, new { moves = rows }) is not [_, ..] touched)
        {
            return [];
        }

        await session.QueryAsync<string>(LockGroups, new { groups = StoredJson.Ids(touched) });
        var ending = await session.QueryAsync<EndingRow>(Ending, new { moves = rows });
        // Not before the last decision on any of them, by whichever server's clock that was made.
        var lastDecision = ending.Select(member => member.LastDecidedAt?.Value ?? default).DefaultIfEmpty().Max();
        var now = new Instant(Instant.Later(time.GetUtcNow(), lastDecision));
        await session.ExecuteAsync(AppendHistory, new { moves = rows, author, reason = Reason, now });
        await session.ExecuteAsync(End, new { moves = rows, author, reason = Reason, now });
        var decision = new Decision(DecisionSource.System, author, now.Value, Reason);
        foreach (var member in ending)
        {
            session.Tell(new NewEvent(
                GroupEventType.MemberRemoved,
                member.Id,
                member.SolutionInterestId,
                member.AccountId,
                member.PersonId,
                decision,
                EventValue.Of(new RoleId(member.RoleId)),
                New: null));
        }

        await GroupCompleteness.MembersChangedAsync(session, touched, decision);
        return [.. ending.Select(member => new TouchedGroup(new BuyingGroupId(member.Id), new AccountId(member.AccountId))).Distinct()];
    }

    private sealed class EndingRow
    {
        public required string Id { get; init; }

        public required string AccountId { get; init; }

        public required string SolutionInterestId { get; init; }

        public required string PersonId { get; init; }

        public required string RoleId { get; init; }

        public Instant? LastDecidedAt { get; init; }
    }
}
