using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql;

/// <summary>Role templates.</summary>
public sealed class RoleTemplateStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement Read = new(
        """
        SELECT role_template_id AS Id, name AS Name, description AS Description, status AS Status, created_at AS CreatedAt, created_by AS CreatedBy,
               updated_at AS UpdatedAt, updated_by AS UpdatedBy, published_at AS PublishedAt, published_by AS PublishedBy
        FROM role_template
        WHERE role_template_id = @id
        """);

    private static readonly Statement Lock = new("SELECT role_template_id FROM role_template {lock} WHERE role_template_id = @id");

    private static readonly Statement List = new(
        """
        SELECT role_template_id AS Id, name AS Name, description AS Description, status AS Status, created_at AS CreatedAt, created_by AS CreatedBy,
               updated_at AS UpdatedAt, updated_by AS UpdatedBy, published_at AS PublishedAt, published_by AS PublishedBy
        FROM role_template
        WHERE (updated_at < @afterAt OR (updated_at = @afterAt AND role_template_id < @afterId))
          AND (@status IS NULL OR status = @status)
          AND name_key LIKE @pattern ESCAPE '\'
        ORDER BY updated_at DESC, role_template_id DESC
        {limit}
        """);

    private static readonly Statement ReadRoles = new(
        """
        SELECT template_role.role_template_id AS TemplateId, role.role_id AS RoleId, role.name AS RoleName, template_role.weighting AS Weighting,
               template_role.required_for_completeness AS RequiredForCompleteness, template_role.required_members AS RequiredMembers
        FROM role_template_role AS template_role
        JOIN {ids} AS wanted ON wanted.id = template_role.role_template_id
        JOIN role ON role.role_id = template_role.role_id
        ORDER BY template_role.role_template_id, template_role.priority
        """);

    private static readonly Statement FindByName = new("SELECT role_template_id FROM role_template {lock} WHERE name_key = @key");

    private static readonly Statement FindRoles = new("SELECT role.role_id FROM role JOIN {ids} AS wanted ON wanted.id = role.role_id");

    private static readonly Statement Insert = new(
        """
        INSERT INTO role_template (role_template_id, name, name_key, description, status, created_at, created_by, updated_at, updated_by)
        VALUES (@id, @name, @key, @description, @status, @now, @by, @now, @by)
        """);

    private static readonly Statement InsertRole = new(
        """
        INSERT INTO role_template_role (role_template_id, role_id, priority, weighting, required_for_completeness, required_members)
        VALUES (@id, @roleId, @priority, @weighting, @required, @requiredMembers)
        """);

    private static readonly Statement Publish = new(
        """
        UPDATE role_template
        SET status = @status, updated_at = @now, updated_by = @by, published_at = @now, published_by = @by
        WHERE role_template_id = @id
        """);

    /// <summary>Makes a draft.</summary>
    /// <exception cref="ResourceExistsException">A template has that name.</exception>
    /// <exception cref="ReferenceNotFoundException">A role isn't there.</exception>
    public Task<RoleTemplate> CreateAsync(
        string name, string description, IReadOnlyList<TemplateRole> roles, string author, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                name = name.Trim();
                var key = NameKey.Of(name);
                if (await session.FindAsync<string>(FindByName, new { key }) is { } existing)
                {
                    throw new ResourceExistsException(ResourceTypes.RoleTemplate, existing, $"There is a role template with the name '{name}' already.");
                }

                var known = (await session.QueryAsync<string>(FindRoles, new { ids = Json.Ids(roles.Select(role => role.RoleId.Value)) })).ToHashSet();
                foreach (var (index, role) in roles.Index())
                {
                    if (!known.Contains(role.RoleId.Value))
                    {
                        throw new ReferenceNotFoundException($"role_template.roles[{index}].role_id", ResourceTypes.Role, role.RoleId.Value);
                    }
                }

                var id = NewId.Make();
                await session.ExecuteAsync(
                    Insert,
                    new { id, name, key, description, status = (int)DefinitionStatus.Draft, now = time.GetUtcNow().UtcTicks, by = author });
                await session.ExecuteAsync(InsertRole, roles.Select((role, index) => new
                {
                    id,
                    roleId = role.RoleId.Value,
                    priority = index,
                    weighting = (int)role.Weighting,
                    required = role.RequiredForCompleteness,
                    requiredMembers = role.RequiredMembers,
                }));
                return await ReadAsync(session, id);
            },
            cancellationToken);

    /// <summary>One template.</summary>
    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    public Task<RoleTemplate> GetAsync(RoleTemplateId id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ReadAsync(session, id.Value), cancellationToken);

    /// <summary>Templates, newest update first.</summary>
    public Task<Page<RoleTemplate>> ListAsync(
        PageRequest page, DefinitionStatus? status, string namePart, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var rows = await session.QueryAsync<Row>(List, new
                {
                    afterAt = page.AfterTicks,
                    afterId = page.AfterId,
                    status = (int?)status,
                    pattern = NamePart.Pattern(namePart),
                    limit = page.Limit,
                });
                var roles = await ReadRolesAsync(session, rows.Select(row => row.Id));
                return Page<RoleTemplate>.Of(rows, page, row => row.ToTemplate([.. roles[row.Id]]), row => PageCursor.At(row.UpdatedAt, row.Id));
            },
            cancellationToken);

    /// <summary>Makes a draft live, for good.</summary>
    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    /// <exception cref="PreconditionFailedException">It has no role, or is live already.</exception>
    public Task<RoleTemplate> PublishAsync(RoleTemplateId id, string author, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await session.FindAsync<string>(Lock, new { id = id.Value });
                var template = await ReadAsync(session, id.Value);
                if (template.Status != DefinitionStatus.Draft)
                {
                    throw new PreconditionFailedException("TEMPLATE_NOT_DRAFT", id.Value, $"The role template '{template.Name}' is live already.");
                }

                if (template.Roles.Count == 0)
                {
                    throw new PreconditionFailedException(
                        "TEMPLATE_WITHOUT_ROLES", id.Value, $"The role template '{template.Name}' has no role; it needs at least one.");
                }

                await session.ExecuteAsync(
                    Publish, new { id = id.Value, status = (int)DefinitionStatus.Live, now = time.GetUtcNow().UtcTicks, by = author });
                return await ReadAsync(session, id.Value);
            },
            cancellationToken);

    private static async Task<RoleTemplate> ReadAsync(SqlSession session, string id)
    {
        var row = await session.FindAsync<Row>(Read, new { id }) ?? throw new ResourceNotFoundException(ResourceTypes.RoleTemplate, id);
        var roles = await ReadRolesAsync(session, [id]);
        return row.ToTemplate([.. roles[id]]);
    }

    private static async Task<ILookup<string, TemplateRole>> ReadRolesAsync(SqlSession session, IEnumerable<string> templates)
    {
        var rows = await session.QueryAsync<RoleRow>(ReadRoles, new { ids = Json.Ids(templates) });
        return rows.ToLookup(
            row => row.TemplateId,
            row => new TemplateRole(
                new RoleId(row.RoleId), row.RoleName, (RoleWeighting)row.Weighting, row.RequiredForCompleteness, row.RequiredMembers));
    }

    private sealed class RoleRow
    {
        public string TemplateId { get; set; } = "";

        public string RoleId { get; set; } = "";

        public string RoleName { get; set; } = "";

        public int Weighting { get; set; }

        public bool RequiredForCompleteness { get; set; }

        public int RequiredMembers { get; set; }
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public string Description { get; set; } = "";

        public int Status { get; set; }

        public long CreatedAt { get; set; }

        public string CreatedBy { get; set; } = "";

        public long UpdatedAt { get; set; }

        public string UpdatedBy { get; set; } = "";

        public long? PublishedAt { get; set; }

        public string? PublishedBy { get; set; }

        public RoleTemplate ToTemplate(IReadOnlyList<TemplateRole> roles) => new(
            new RoleTemplateId(Id),
            Name,
            Description,
            (DefinitionStatus)Status,
            roles,
            new Change(CreatedAt.ToInstant(), CreatedBy),
            new Change(UpdatedAt.ToInstant(), UpdatedBy),
            PublishedAt is { } at ? new Change(at.ToInstant(), PublishedBy ?? "") : null);
    }
}
