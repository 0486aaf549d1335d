using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>The records of members of groups, read and written set-wise.</summary>
internal static class MembershipRecords
{
    // Decisions that were overruled are in the history alone.
    private static readonly Statement OfPairs = new("""
        SELECT m.group_id, m.person_id, m.state, m.role_id, m.source, m.author, m.caller, m.reason, m.decided_at, m.revision,
            (SELECT d.decided_at
             FROM membership_decision AS d
             WHERE d.id = (
                SELECT MAX(other.id)
                FROM membership_decision AS other
                WHERE other.person_id = m.person_id AND other.group_id = m.group_id)) AS last_decided_at
        FROM {rows @pairs (group_id id, person_id id)} AS wanted
        JOIN membership AS m ON m.group_id = wanted.group_id AND m.person_id = wanted.person_id
        """);

    private static readonly Statement OfGroups = new("""
        SELECT m.group_id, m.person_id, m.state, m.role_id, m.source, m.author, m.caller, m.reason, m.decided_at, m.revision
        FROM {ids @groups} AS wanted
        JOIN membership AS m ON m.group_id = wanted.id
        """);

    private static readonly RowInsert Insert = new(
        "membership",
        "group_id id, person_id id, state word, role_id id, source word, author text, caller id, reason text, decided_at instant, "
        + "revision long");

    private static readonly Statement Update = new("""
        UPDATE membership
        SET state = r.state, role_id = r.role_id, source = r.source, author = r.author, caller = r.caller, reason = r.reason,
            decided_at = r.decided_at, revision = r.revision
        FROM {rows @records (group_id id, person_id id, state word, role_id id, source word, author text, caller id, reason text,
            decided_at instant, revision long)} AS r
        WHERE membership.group_id = r.group_id AND membership.person_id = r.person_id
        """);

    /// <summary>The records that there are of people in groups, and when the last decision on any of them was made.</summary>
    public static async Task<(Dictionary<(BuyingGroupId, PersonId), MembershipRecord> Records, DateTimeOffset LastDecision)> ReadAsync(
        SqlSession session, IEnumerable<(BuyingGroupId Group, PersonId Person)> pairs)
    {
        var wanted = pairs.Distinct().Select(pair => new { GroupId = pair.Group.Value, PersonId = pair.Person.Value });
        var rows = await session.QueryAsync<MembershipRecordRow>(OfPairs, new { pairs = StoredJson.Write(wanted) });
        return (
            rows.Select(row => row.ToRecord()).ToDictionary(record => (record.GroupId, record.PersonId)),
            rows.Select(row => (row.LastDecidedAt ?? row.DecidedAt).Value).DefaultIfEmpty().Max());
    }

    /// <summary>All records of groups.</summary>
    public static async Task<IReadOnlyList<MembershipRecord>> OfGroupsAsync(SqlSession session, IEnumerable<BuyingGroupId> groups) =>
        [
            .. (await session.QueryAsync<MembershipRecordRow>(
                OfGroups, new { groups = StoredJson.Ids(groups.Select(group => group.Value)) }))
                .Select(row => row.ToRecord()),
        ];

    public static Task InsertAsync(SqlSession session, IReadOnlyCollection<MembershipRecord> records) =>
        session.InsertAsync(Insert, [.. records.Select(ValuesOf)]);

    public static async Task UpdateAsync(SqlSession session, IReadOnlyCollection<MembershipRecord> records)
    {
        if (records.Count == 0)
        {
            return;
        }

        await session.ExecuteAsync(Update, new
        {
            records = StoredJson.Write(records.Select(record => new
            {
                GroupId = record.GroupId.Value,
                PersonId = record.PersonId.Value,
                State = StoredWord.Of(record.State),
                RoleId = record.RoleId?.Value,
                Source = StoredWord.Of(record.Decision.Source),
                record.Decision.Author,
                record.Decision.Caller,
                record.Decision.Reason,
                DecidedAt = new Instant(record.Decision.At).ToString(),
                record.Revision,
            })),
        });
    }

    private static object?[] ValuesOf(MembershipRecord record) =>
    [
        record.GroupId.Value,
        record.PersonId.Value,
        StoredWord.Of(record.State),
        record.RoleId?.Value,
        StoredWord.Of(record.Decision.Source),
        record.Decision.Author,
        record.Decision.Caller,
        record.Decision.Reason,
        new Instant(record.Decision.At),
        record.Revision,
    ];
}
