using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Events;

namespace BuyingGroups.Storage.Sql.Groups;

/// <summary>The completeness of groups: computed from their members, and stored with every change so that lists can filter on it.</summary>
internal static class GroupCompleteness
{
    private static readonly Statement CountMembers = new("""
        SELECT m.group_id, m.role_id, COUNT(*) AS members
        FROM membership AS m
        JOIN {ids @groups} AS wanted ON wanted.id = m.group_id
        WHERE m.state = 'ASSIGNED'
        GROUP BY m.group_id, m.role_id
        """);

    private static readonly Statement Stored = new("""
        SELECT g.id, g.solution_interest_id, g.account_id, g.completeness_exact, g.completeness_displayed, si.role_template_id
        FROM buying_group AS g
        JOIN {ids @groups} AS wanted ON wanted.id = g.id
        JOIN solution_interest AS si ON si.id = g.solution_interest_id
        """);

    private static readonly Statement LockStored = new("""
        SELECT g.id, g.solution_interest_id, g.account_id, g.completeness_exact, g.completeness_displayed, si.role_template_id
        FROM buying_group AS g {lock}
        JOIN {ids @groups} AS wanted ON wanted.id = g.id
        JOIN solution_interest AS si ON si.id = g.solution_interest_id
        """);

    private static readonly Statement Store = new("""
        UPDATE buying_group
        SET completeness_exact = r.exact, completeness_displayed = r.displayed, revision = revision + 1, updated_at = @now
        FROM {rows @groups (id id, exact real, displayed whole)} AS r
        WHERE buying_group.id = r.id
        """);

    /// <summary>The completeness of groups by id, each given with the roles of its template.</summary>
    public static async Task<IReadOnlyDictionary<string, CompletenessScore>> ReadAsync(
        SqlSession session, IReadOnlyCollection<(string Group, IReadOnlyList<TemplateRole> Roles)> groups)
    {
        var counts = groups.Count == 0
            ? []
            : (await session.QueryAsync<Count>(CountMembers, new { groups = StoredJson.Ids(groups.Select(group => group.Group)) }))
                .ToDictionary(count => (count.GroupId, new RoleId(count.RoleId)), count => count.Members);
        return groups.ToDictionary(
            group => group.Group,
            group => CompletenessScore.Of(group.Roles, role => counts.GetValueOrDefault((group.Group, role))));
    }

    /// <summary>The completeness of groups by id, each given with its template.</summary>
    public static async Task<IReadOnlyDictionary<string, CompletenessScore>> ReadAsync(
        SqlSession session, IReadOnlyCollection<(string Group, string Template)> groups)
    {
        var roles = await TemplateRoles.ReadAsync(session, groups.Select(group => group.Template));
        return await ReadAsync(session, [.. groups.Select(group => (group.Group, roles[group.Template]))]);
    }

    /// <summary>Recomputes the completeness of groups whose members changed, and tells of it; each has a new revision after it.</summary>
    public static async Task MembersChangedAsync(SqlSession session, IEnumerable<string> groups, Decision decision) =>
        await StoreAsync(session, await ReadStoredAsync(session, Stored, groups), decision);

    /// <summary>
    /// Recomputes the completeness of groups after the settings of their template changed, and tells of it. A group whose score is the same stays as it is.
    /// </summary>
    /// <returns>How many have another displayed score.</returns>
    public static async Task<int> SettingsChangedAsync(SqlSession session, IEnumerable<string> groups, Decision decision)
    {
        var read = await ReadStoredAsync(session, LockStored, groups);
        return await StoreAsync(session, [.. read.Where(each => each.Score.Exact != each.Row.CompletenessExact)], decision);
    }

    private static async Task<IReadOnlyList<(StoredRow Row, CompletenessScore Score)>> ReadStoredAsync(
        SqlSession session, Statement statement, IEnumerable<string> groups)
    {
        var rows = await session.QueryAsync<StoredRow>(statement, new { groups = StoredJson.Ids(groups) });
        var scores = await ReadAsync(session, [.. rows.Select(row => (row.Id, row.RoleTemplateId))]);
        return [.. rows.Select(row => (row, scores[row.Id]))];
    }

    private static async Task<int> StoreAsync(
        SqlSession session, IReadOnlyCollection<(StoredRow Row, CompletenessScore Score)> groups, Decision decision)
    {
        if (groups.Count == 0)
        {
            return 0;
        }

        await session.ExecuteAsync(Store, new
        {
            groups = StoredJson.Write(groups.Select(group => new
            {
                group.Row.Id,
                Exact = group.Score.Exact,
                group.Score.Displayed,
            })),
            now = new Instant(decision.At),
        });
        var changed = groups.Where(group => group.Score.Displayed != group.Row.CompletenessDisplayed).ToArray();
        foreach (var (row, score) in changed)
        {
            session.Tell(new NewEvent(
                GroupEventType.CompletenessChanged,
                row.Id,
                row.SolutionInterestId,
                row.AccountId,
                PersonId: null,
                decision,
                EventValue.Of(row.CompletenessExact, row.CompletenessDisplayed),
                EventValue.Of(score.Exact, score.Displayed)));
        }

        return changed.Length;
    }

    private sealed class Count
    {
        public required string GroupId { get; init; }

        public required string RoleId { get; init; }

        public required int Members { get; init; }
    }

    private sealed class StoredRow
    {
        public required string Id { get; init; }

        public required string SolutionInterestId { get; init; }

        public required string AccountId { get; init; }

        public required double CompletenessExact { get; init; }

        public required int CompletenessDisplayed { get; init; }

        public required string RoleTemplateId { get; init; }
    }
}
