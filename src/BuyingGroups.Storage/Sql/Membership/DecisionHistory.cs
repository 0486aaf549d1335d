using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>
/// The history of membership decisions. Its ids grow in the order in which the decisions were made: a group's row is locked while a decision
/// on its members is written.
/// </summary>
internal static class DecisionHistory
{
    private static readonly Statement Insert = new("""
        INSERT INTO membership_decision (group_id, person_id, action, role_id, source, author, caller, reason, decided_at, outcome)
        SELECT r.group_id, r.person_id, r.action, r.role_id, r.source, r.author, r.caller, r.reason, r.decided_at, r.outcome
        FROM {rows @decisions (place whole, group_id id, person_id id, action word, role_id id, source word, author text, caller id, reason text,
            decided_at instant, outcome word)} AS r
        ORDER BY r.place
        """);

    private static readonly Statement List = new("""
        SELECT id, group_id, person_id, action, role_id, source, author, caller, reason, decided_at, outcome
        FROM membership_decision
        WHERE group_id = @group
            {? AND person_id = @person }
            {? AND id < @after }
        ORDER BY id DESC
        {limit @take}
        """);

    public static Task<int> AppendAsync(SqlSession session, IEnumerable<RecordedDecision> decisions) =>
        session.ExecuteAsync(Insert, new
        {
            decisions = StoredJson.Write(decisions.Select((entry, place) => new
            {
                Place = place,
                GroupId = entry.GroupId.Value,
                PersonId = entry.PersonId.Value,
                Action = StoredWord.Of(entry.Action),
                RoleId = entry.RoleId?.Value,
                Source = StoredWord.Of(entry.Decision.Source),
                entry.Decision.Author,
                entry.Decision.Caller,
                entry.Decision.Reason,
                DecidedAt = new Instant(entry.Decision.At).ToString(),
                Outcome = StoredWord.Of(entry.Outcome),
            })),
        });

    public static async Task<Page<RecordedDecision>> ListAsync(SqlSession session, BuyingGroupId group, PageRequest page, PersonId? person)
    {
        var rows = await session.QueryAsync<Row>(List, new
        {
            group = group.Value,
            person = person?.Value,
            after = page.AfterNumber(),
            take = page.Take(),
        });
        return page.Cut(rows, row => Keyset.Cursor(row.Id)).Select(row => row.ToDecision());
    }

    private sealed class Row
    {
        public required long Id { get; init; }

        public required string GroupId { get; init; }

        public required string PersonId { get; init; }

        public required string Action { get; init; }

        public string? RoleId { get; init; }

        public required string Source { get; init; }

        public required string Author { get; init; }

        public string? Caller { get; init; }

        public required string Reason { get; init; }

        public required Instant DecidedAt { get; init; }

        public required string Outcome { get; init; }

        public RecordedDecision ToDecision() => new(
            new BuyingGroupId(GroupId),
            new PersonId(PersonId),
            StoredWord.Parse<MembershipAction>(Action),
            RoleId is null ? null : new RoleId(RoleId),
            new Decision(StoredWord.Parse<DecisionSource>(Source), Author, DecidedAt.Value, Reason, Caller),
            StoredWord.Parse<MembershipOutcome>(Outcome));
    }
}
