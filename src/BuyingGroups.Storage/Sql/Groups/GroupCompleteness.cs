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

    /// <summary>How many members the roles of groups have; a role without any is left out.</summary>
    public static async Task<IReadOnlyDictionary<(string Group, RoleId Role), int>> CountMembersAsync(
        SqlSession session, IEnumerable<string> groups)
    {
        string[] wanted = [.. groups];
        return wanted.Length == 0
            ? new Dictionary<(string, RoleId), int>()
            : (await session.QueryAsync<Count>(CountMembers, new { groups = StoredJson.Ids(wanted) }))
                .ToDictionary(count => (count.GroupId, new RoleId(count.RoleId)), count => count.Members);
    }

    /// <summary>The completeness of groups by id, each given with its template.</summary>
    public static async Task<IReadOnlyDictionary<string, CompletenessScore>> ReadAsync(
        SqlSession session, IReadOnlyCollection<(string Group, string Template)> groups)
    {
        var roles = await TemplateRoles.ReadAsync(session, groups.Select(group => group.Template));
        var counts = await CountMembersAsync(session, groups.Select(group => group.Group));
        return groups.ToDictionary(
            group => group.Group,
            group => CompletenessScore.Of(roles[group.Template], role => counts.GetValueOrDefault((group.Group, role))));
    }

    private sealed class Count
    {
        public required string GroupId { get; init; }

        public required string RoleId { get; init; }

        public required int Members { get; init; }
    }
}
