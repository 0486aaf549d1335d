using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql;

/// <summary>Computes the completeness scores of groups anew within the transaction that changed their members, and counts their revisions up.</summary>
internal static class GroupCompleteness
{
    private static readonly Statement CountMembers = new(
        """
        SELECT buying_group.buying_group_id AS GroupId, role.role_id AS RoleId, role.name AS RoleName, template_role.weighting AS Weighting,
               template_role.required_for_completeness AS RequiredForCompleteness, template_role.required_members AS RequiredMembers,
               (SELECT COUNT(*) FROM membership
                WHERE membership.buying_group_id = buying_group.buying_group_id AND membership.role_id = role.role_id
                  AND membership.state = @assigned) AS Members
        FROM buying_group
        JOIN {ids} AS wanted ON wanted.id = buying_group.buying_group_id
        JOIN solution_interest ON solution_interest.solution_interest_id = buying_group.solution_interest_id
        JOIN role_template_role AS template_role ON template_role.role_template_id = solution_interest.role_template_id
        JOIN role ON role.role_id = template_role.role_id
        ORDER BY buying_group.buying_group_id, template_role.priority
        """);

    private static readonly Statement Update = new(
        """
        UPDATE buying_group
        SET completeness = @completeness, completeness_displayed = @displayed, revision = revision + 1, updated_at = @now
        WHERE buying_group_id = @groupId
        """);

    public static async Task RecomputeAsync(SqlSession session, IReadOnlyCollection<BuyingGroupId> groups, long now)
    {
        var rows = await session.QueryAsync<Row>(
            CountMembers, new { ids = Json.Ids(groups.Select(group => group.Value)), assigned = (int)MembershipState.Assigned });
        await session.ExecuteAsync(Update, rows.GroupBy(row => row.GroupId).Select(group =>
        {
            var members = group.ToDictionary(row => new RoleId(row.RoleId), row => row.Members);
            var score = CompletenessScore.Of([.. group.Select(row => row.ToRole())], role => members[role]);
            return new { groupId = group.Key, completeness = (double)score.Exact, displayed = score.Displayed, now };
        }));
    }

    private sealed class Row
    {
        public string GroupId { get; set; } = "";

        public string RoleId { get; set; } = "";

        public string RoleName { get; set; } = "";

        public int Weighting { get; set; }

        public bool RequiredForCompleteness { get; set; }

        public int RequiredMembers { get; set; }

        public int Members { get; set; }

        public TemplateRole ToRole() => new(new RoleId(RoleId), RoleName, (RoleWeighting)Weighting, RequiredForCompleteness, RequiredMembers);
    }
}
