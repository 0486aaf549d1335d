using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql;

/// <summary>
/// Ends the memberships of a person who leaves an account, whatever their source, and records it. They end as the system's decision: should
/// the person come back, anybody may assign anew.
/// </summary>
internal static class AccountLeave
{
    private static readonly Statement ReadMemberships = new(
        """
        SELECT buying_group_id AS GroupId, revision AS Revision
        FROM membership {lock} WHERE person_id = @personId AND state = @assigned
        """);

    public static async Task<IReadOnlyList<BuyingGroupId>> EndMembershipsAsync(
        SqlSession session, PersonId person, AccountId to, string author, DateTimeOffset now)
    {
        var rows = await session.QueryAsync<Row>(ReadMemberships, new { personId = person.Value, assigned = (int)MembershipState.Assigned });
        if (rows.Count == 0)
        {
            return [];
        }

        var decision = new Decision(DecisionSource.System, author, now, $"moved to account {to}");
        await MembershipWrites.WriteAsync(
            session,
            added: [],
            changed: rows.Select(row => new MembershipRecord(
                new BuyingGroupId(row.GroupId), person, MembershipState.Removed, RoleId: null, decision, row.Revision + 1)));
        foreach (var row in rows)
        {
            var leave = new MembershipCommand(MembershipAction.LeaveAccount, person, RoleId: null, decision);
            await MembershipWrites.AddDecisionsAsync(session, row.GroupId, [(leave, MembershipOutcome.Applied)]);
        }

        BuyingGroupId[] groups = [.. rows.Select(row => new BuyingGroupId(row.GroupId))];
        await GroupCompleteness.RecomputeAsync(session, groups, now.UtcTicks);
        return groups;
    }

    private sealed class Row
    {
        public string GroupId { get; set; } = "";

        public long Revision { get; set; }
    }
}
