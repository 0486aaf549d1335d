using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>The roles of role templates, in priority order.</summary>
internal static class TemplateRoles
{
    private static readonly Statement ByTemplates = new("""
        SELECT tr.template_id, tr.role_id, r.name AS role_name, tr.weighting, tr.required_for_completeness, tr.required_members
        FROM role_template_role AS tr
        JOIN {ids @templates} AS wanted ON wanted.id = tr.template_id
        JOIN role AS r ON r.id = tr.role_id
        ORDER BY tr.template_id, tr.priority
        """);

    private static readonly Statement AutoAssignments = new("""
        SELECT tr.template_id, tr.role_id, tr.auto_assign, tr.condition_text
        FROM role_template_role AS tr
        JOIN {ids @templates} AS wanted ON wanted.id = tr.template_id
        WHERE tr.auto_assign = 1 OR tr.condition_text IS NOT NULL
        """);

    private static readonly Statement Conditions = new("""
        SELECT t.name, tr.condition_text
        FROM role_template_role AS tr
        JOIN role_template AS t ON t.id = tr.template_id
        WHERE tr.condition_text IS NOT NULL
        ORDER BY t.name, t.id
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO role_template_role
            (template_id, role_id, priority, weighting, required_for_completeness, required_members, auto_assign, condition_text)
        SELECT @template, r.role_id, r.priority, r.weighting, r.required_for_completeness, r.required_members, r.auto_assign,
            r.condition_text
        FROM {rows @roles (role_id id, priority whole, weighting word, required_for_completeness bool, required_members whole,
            auto_assign bool,
            condition_text json)} AS r
        """);

    private static readonly Statement UpdateCompleteness = new("""
        UPDATE role_template_role
        SET required_for_completeness = r.required_for_completeness, required_members = r.required_members
        FROM {rows @roles (role_id id, required_for_completeness bool, required_members whole)} AS r
        WHERE role_template_role.template_id = @template AND role_template_role.role_id = r.role_id
        """);

    private static readonly Statement Delete = new("DELETE FROM role_template_role WHERE template_id = @template");

    /// <summary>The roles by template id. A template without roles has an empty list.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<TemplateRole>>> ReadAsync(
        SqlSession session, IEnumerable<string> templates)
    {
        var wanted = templates.Distinct().ToArray();
        var rows = (await session.QueryAsync<Row>(ByTemplates, new { templates = StoredJson.Ids(wanted) })).ToLookup(row => row.TemplateId);
        return wanted.ToDictionary(
            template => template,
            IReadOnlyList<TemplateRole> (template) => [.. rows[template].Select(row => row.ToTemplateRole())]);
    }

    public static Task<int> InsertAsync(SqlSession session, RoleTemplateId template, IEnumerable<NewTemplateRole> roles) =>
        session.ExecuteAsync(Insert, new
        {
            template = template.Value,
            roles = StoredJson.Write(roles.Select((role, priority) => new
            {
                RoleId = role.RoleId.Value,
                Priority = priority,
                Weighting = StoredWord.Of(role.Weighting),
                role.RequiredForCompleteness,
                role.RequiredMembers,
                AutoAssign = role.AutoAssignment.IsOn,
                ConditionText = role.AutoAssignment.Condition is { } condition ? ConditionText.Print(condition) : null,
            })),
        });

    /// <summary>
    /// The auto-assignment by template id and role. It is read separately from the roles, because scores and commands don't need it.
    /// </summary>
    public static async Task<ILookup<string, (RoleId Role, AutoAssignment AutoAssignment)>> ReadAutoAssignmentsAsync(
        SqlSession session, IEnumerable<string> templates) =>
        (await session.QueryAsync<AutoRow>(AutoAssignments, new { templates = StoredJson.Ids(templates) }))
            .ToLookup(row => row.TemplateId, row => (new RoleId(row.RoleId), row.ToAutoAssignment()));

    /// <summary>The names of the templates with a condition that names the attribute.</summary>
    public static async Task<IReadOnlyList<string>> NamingAsync(SqlSession session, string attribute) =>
        [
            .. (await session.QueryAsync<ConditionRow>(Conditions))
                .Where(row => ConditionAttributes.Of(ConditionText.Parse(row.ConditionText)).Contains(attribute))
                .Select(row => row.Name)
                .Distinct(),
        ];

    public static Task<int> UpdateCompletenessAsync(
        SqlSession session, RoleTemplateId template, IEnumerable<CompletenessSetting> settings) =>
        session.ExecuteAsync(UpdateCompleteness, new
        {
            template = template.Value,
            roles = StoredJson.Write(settings.Select(setting => new
            {
                RoleId = setting.RoleId.Value,
                setting.RequiredForCompleteness,
                setting.RequiredMembers,
            })),
        });

    public static Task<int> DeleteAsync(SqlSession session, RoleTemplateId template) =>
        session.ExecuteAsync(Delete, new { template = template.Value });

    private sealed class Row
    {
        public required string TemplateId { get; init; }

        public required string RoleId { get; init; }

        public required string RoleName { get; init; }

        public required string Weighting { get; init; }

        public required bool RequiredForCompleteness { get; init; }

        public required int RequiredMembers { get; init; }

        public TemplateRole ToTemplateRole() =>
            new(new RoleId(RoleId), RoleName, StoredWord.Parse<RoleWeighting>(Weighting), RequiredForCompleteness, RequiredMembers);
    }

    private sealed class AutoRow
    {
        public required string TemplateId { get; init; }

        public required string RoleId { get; init; }

        public required bool AutoAssign { get; init; }

        public string? ConditionText { get; init; }

        public AutoAssignment ToAutoAssignment() =>
            new(AutoAssign, ConditionText is null ? null : Domain.Conditions.ConditionText.Parse(ConditionText));
    }

    private sealed class ConditionRow
    {
        public required string Name { get; init; }

        public required string ConditionText { get; init; }
    }
}
