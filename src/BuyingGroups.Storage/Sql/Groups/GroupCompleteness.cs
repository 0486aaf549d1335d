using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql.Definitions;

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

    private static readonly Statement Templates = new("""
        SELECT g.id, si.role_template_id
        FROM buying_group AS g
        JOIN {ids @groups} AS wanted ON wanted.id = g.id
        JOIN solution_interest AS si ON si.id = g.solution_interest_id
        """);

    private static readonly Statement Store = new("""
        UPDATE buying_group
        SET completeness_exact = r.exact, completeness_displayed = r.displayed, revision = revision + 1, updated_at = @now
        FROM {rows @groups (id id, exact real, displayed whole)} AS r
        WHERE buying_group.id = r.id
        """);

    /// <summary>The completeness of groups by id, each given with its template.</summary>
    public static async Task<IReadOnlyDictionary<string, CompletenessScore>> ReadAsync(
        SqlSession session, IReadOnlyCollection<(string Group, string Template)> groups)
    {
        var roles = await TemplateRoles.ReadAsync(session, groups.Select(group => group.Template));
        var counts = (await session.QueryAsync<Count>(CountMembers, new { groups = StoredJson.Ids(groups.Select(group => group.Group)) }))
            .ToDictionary(count => (count.GroupId, new RoleId(count.RoleId)), count => count.Members);
        return groups.ToDictionary(
            group => group.Group,
            group => CompletenessScore.Of(roles[group.Template], role => counts.GetValueOrDefault((group.Group, role))));
    }

    /// <summary>Recomputes the completeness of groups whose members changed; each has a new revision after it.</summary>
    public static async Task MembersChangedAsync(SqlSession session, IEnumerable<string> groups, Instant now)
    {
        var rows = await session.QueryAsync<TemplateOfGroup>(Templates, new { groups = StoredJson.Ids(groups) });
        var scores = await ReadAsync(session, [.. rows.Select(row => (row.Id, row.RoleTemplateId))]);
        await session.ExecuteAsync(Store, new
        {
            groups = StoredJson.Write(scores.Select(score => new
            {
                Id = score.Key,
                Exact = (double)score.Value.Exact,
                score.Value.Displayed,
            })),
            now,
        });
    }

    private sealed class Count
    {
        public required string GroupId { get; init; }

        public required string RoleId { get; init; }

        public required int Members { get; init; }
    }

    private sealed class TemplateOfGroup
    {
        public required string Id { get; init; }

        public required string RoleTemplateId { get; init; }
    }
}
