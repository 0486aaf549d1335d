using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>Ends the memberships of people who left an account, whatever their source, and records that they ended so.</summary>
internal static class AccountDepartures
{
    private const string Reason = "moved to another account";

    // It finds the groups that are to be locked. What it reads doesn't change until then: who decides on a person locks the person too.
    private static readonly Statement Ending = new("""
        SELECT m.group_id, m.person_id, m.state, m.role_id, m.source, m.author, m.caller, m.reason, m.decided_at, m.revision,
            (SELECT MAX(d.decided_at)
             FROM membership_decision AS d
             WHERE d.person_id = m.person_id AND d.group_id = m.group_id) AS last_decided_at
        FROM {rows @moves (person_id id, account_id id)} AS move
        JOIN membership AS m ON m.person_id = move.person_id AND m.state = 'ASSIGNED'
        JOIN buying_group AS g ON g.id = m.group_id AND g.account_id = move.account_id
        ORDER BY m.group_id, m.person_id
        """);

    /// <summary>Call it after the people's rows were changed: from then on nobody becomes a member in the old account any more.</summary>
    /// <returns>The groups that lost members.</returns>
    public static async Task<IReadOnlyList<TouchedGroup>> RecordAsync(
        SqlSession session, IEnumerable<PendingMove> moves, string author, TimeProvider time)
    {
        var left = moves.Select(move => new { PersonId = move.PersonId.Value, AccountId = move.From.Value });
        var ending = await session.QueryAsync<MembershipRecordRow>(Ending, new { moves = StoredJson.Write(left) });
        if (ending.Count == 0)
        {
            return [];
        }

        MembershipRecord[] records = [.. ending.Select(row => row.ToRecord())];
        var groups = await GroupsUnderChange.LoadAsync(
            session, await LockedGroup.LockAsync(session, ending.Select(row => row.GroupId)), records);
        // Not before the last decision on any of them, by whichever server's clock that was made.
        var lastDecision = ending.Max(row => row.LastDecidedAt?.Value ?? default);
        var decision = new Decision(DecisionSource.System, author, Instant.Later(time.GetUtcNow(), lastDecision), Reason);
        foreach (var record in records)
        {
            groups.Find(record.GroupId)?.LeaveAccount(record.PersonId, decision);
        }

        // Who has left is told of all groups before their scores are.
        groups.Tell(session);
        await groups.WriteAsync(session, [.. groups.History], decision.At);
        return [.. groups.All.Select(group => new TouchedGroup(group.State.Id, group.State.AccountId))];
    }
}
