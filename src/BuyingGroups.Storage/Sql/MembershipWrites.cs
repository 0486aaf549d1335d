using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql;

/// <summary>Writes membership records and the history of decisions, within a transaction.</summary>
internal static class MembershipWrites
{
    private static readonly Statement Insert = new(
        """
        INSERT INTO membership (buying_group_id, person_id, state, role_id, source, author, reason, decided_at, revision)
        VALUES (@groupId, @personId, @state, @roleId, @source, @author, @reason, @decidedAt, @revision)
        """);

    private static readonly Statement Update = new(
        """
        UPDATE membership
        SET state = @state, role_id = @roleId, source = @source, author = @author, reason = @reason, decided_at = @decidedAt, revision = @revision
        WHERE buying_group_id = @groupId AND person_id = @personId
        """);

    private static readonly Statement InsertDecision = new(
        """
        INSERT INTO membership_decision
            (decision_id, buying_group_id, person_id, action, role_id, source, author, reason, decided_at, outcome)
        VALUES (@id, @groupId, @personId, @action, @roleId, @source, @author, @reason, @decidedAt, @outcome)
        """);

    /// <summary>Writes records: those that weren't there before, and those that were.</summary>
    public static async Task WriteAsync(SqlSession session, IEnumerable<MembershipRecord> added, IEnumerable<MembershipRecord> changed)
    {
        await session.ExecuteAsync(Insert, added.Select(Parameters));
        await session.ExecuteAsync(Update, changed.Select(Parameters));
    }

    /// <summary>Adds to the history.</summary>
    public static Task AddDecisionsAsync(
        SqlSession session, string groupId, IEnumerable<(MembershipCommand Command, MembershipOutcome Outcome)> decisions) =>
        session.ExecuteAsync(InsertDecision, decisions.Select(decision => new
        {
            id = NewId.Make(),
            groupId,
            personId = decision.Command.PersonId.Value,
            action = (int)decision.Command.Action,
            roleId = decision.Command.RoleId?.Value,
            source = (int)decision.Command.Decision.Source,
            author = decision.Command.Decision.Author,
            reason = decision.Command.Decision.Reason,
            decidedAt = decision.Command.Decision.At.UtcTicks,
            outcome = (int)decision.Outcome,
        }));

    private static object Parameters(MembershipRecord record) => new
    {
        groupId = record.GroupId.Value,
        personId = record.PersonId.Value,
        state = (int)record.State,
        roleId = record.RoleId?.Value,
        source = (int)record.Decision.Source,
        author = record.Decision.Author,
        reason = record.Decision.Reason,
        decidedAt = record.Decision.At.UtcTicks,
        revision = record.Revision,
    };
}
