using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>The records of the members of one group, read and written set-wise.</summary>
internal static class MembershipRecords
{
    private static readonly Statement OfPeople = new("""
        SELECT m.person_id, m.state, m.role_id, m.source, m.author, m.reason, m.decided_at, m.revision
        FROM membership AS m
        JOIN {ids @people} AS wanted ON wanted.id = m.person_id
        WHERE m.group_id = @group
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO membership (group_id, person_id, state, role_id, source, author, reason, decided_at, revision)
        SELECT @group, r.person_id, r.state, r.role_id, r.source, r.author, r.reason, r.decided_at, r.revision
        FROM {rows @records (person_id id, state word, role_id id, source word, author text, reason text, decided_at instant, revision long)} AS r
        """);

    private static readonly Statement Update = new("""
        UPDATE membership
        SET state = r.state, role_id = r.role_id, source = r.source, author = r.author, reason = r.reason, decided_at = r.decided_at,
            revision = r.revision
        FROM {rows @records (person_id id, state word, role_id id, source word, author text, reason text, decided_at instant, revision long)} AS r
        WHERE membership.group_id = @group AND membership.person_id = r.person_id
        """);

    public static async Task<Dictionary<PersonId, MembershipRecord>> ReadAsync(
        SqlSession session, BuyingGroupId group, IEnumerable<PersonId> people) =>
        (await session.QueryAsync<MembershipRow>(
            OfPeople, new { group = group.Value, people = StoredJson.Ids(people.Select(person => person.Value)) }))
            .Select(row => row.ToRecord(group))
            .ToDictionary(record => record.PersonId);

    /// <summary>Writes records of one group, of which <paramref name="before"/> are there already.</summary>
    public static async Task WriteAsync(
        SqlSession session,
        BuyingGroupId group,
        IReadOnlyCollection<MembershipRecord> records,
        IReadOnlyDictionary<PersonId, MembershipRecord> before)
    {
        foreach (var (statement, rows) in records.GroupBy(record => before.ContainsKey(record.PersonId))
            .Select(rows => (rows.Key ? Update : Insert, rows)))
        {
            await session.ExecuteAsync(statement, new
            {
                group = group.Value,
                records = StoredJson.Write(rows.Select(record => new
                {
                    PersonId = record.PersonId.Value,
                    State = StoredWord.Of(record.State),
                    RoleId = record.RoleId?.Value,
                    Source = StoredWord.Of(record.Decision.Source),
                    record.Decision.Author,
                    record.Decision.Reason,
                    DecidedAt = new Instant(record.Decision.At).ToString(),
                    record.Revision,
                })),
            });
        }
    }
}
