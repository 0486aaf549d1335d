using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>
/// The history of membership decisions. Its ids grow in the order in which the decisions were made: a group's row is locked while a
/// decision on its members is written.
/// </summary>
internal static class DecisionHistory
{
    private static readonly RowInsert Insert = new(
        "membership_decision",
        "group_id id, person_id id, action word, role_id id, source word, author text, caller id, reason text, decided_at instant, "
        + "outcome word");

    private static readonly Statement List = new("""
        SELECT id, group_id, person_id, action, role_id, source, author, caller, reason, decided_at, outcome
        FROM membership_decision
        WHERE group_id = @group
            {? AND person_id = @person }
            {? AND id < @after }
        ORDER BY id DESC
        {limit @take}
        """);

    private static readonly Statement OverruledWishes = new("""
        SELECT DISTINCT d.group_id, d.person_id, d.action, d.role_id, d.author
        FROM {rows @pairs (group_id id, person_id id)} AS wanted
        JOIN membership_decision AS d ON d.person_id = wanted.person_id AND d.group_id = wanted.group_id
        WHERE d.source = 'SYSTEM' AND d.outcome = 'OVERRULED'
        """);

    public static Task AppendAsync(SqlSession session, IEnumerable<RecordedDecision> decisions) =>
        session.InsertAsync(Insert, [.. decisions.Select(ValuesOf)]);

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

    /// <summary>
    /// What the system has ever wanted of these people in these groups and was overruled in, with the authors of those commands.
    /// </summary>
    public static async Task<ILookup<OverruledWish, string>> OverruledWishesAsync(
        SqlSession session, IEnumerable<(BuyingGroupId Group, PersonId Person)> pairs)
    {
        var asked = pairs.Distinct().Select(pair => new { GroupId = pair.Group.Value, PersonId = pair.Person.Value }).ToArray();
        var rows = asked.Length == 0 ? [] : await session.QueryAsync<WishRow>(OverruledWishes, new { pairs = StoredJson.Write(asked) });
        return rows.ToLookup(row => row.ToWish(), row => row.Author);
    }

    private static object?[] ValuesOf(RecordedDecision entry) =>
    [
        entry.GroupId.Value,
        entry.PersonId.Value,
        StoredWord.Of(entry.Action),
        entry.RoleId?.Value,
        StoredWord.Of(entry.Decision.Source),
        entry.Decision.Author,
        entry.Decision.Caller,
        entry.Decision.Reason,
        new Instant(entry.Decision.At),
        StoredWord.Of(entry.Outcome),
    ];

    private sealed class WishRow
    {
        public required string GroupId { get; init; }

        public required string PersonId { get; init; }

        public required string Action { get; init; }

        public string? RoleId { get; init; }

        public required string Author { get; init; }

        public OverruledWish ToWish() => new(
            new BuyingGroupId(GroupId),
            new PersonId(PersonId),
            StoredWord.Parse<MembershipAction>(Action),
            RoleId is null ? null : new RoleId(RoleId));
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
