using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Storage.Sql.Directory;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>Role templates.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The server's clock, for the times of changes.</param>
public sealed class RoleTemplateStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement One = new("""
        SELECT id, name, description, status, revision, created_at, created_by, updated_at, updated_by, published_at, published_by
        FROM role_template
        WHERE id = @id
        """);

    private static readonly Statement List = new("""
        SELECT id, name, description, status, revision, created_at, created_by, updated_at, updated_by, published_at, published_by
        FROM role_template
        WHERE 1 = 1
            {? AND status = @status }
            {? AND name_key LIKE @name ESCAPE '\' }
            {? AND updated_at <= @after AND (updated_at < @after OR id < @afterId) }
        ORDER BY updated_at DESC, id DESC
        {limit @take}
        """);

    private static readonly Statement LockOne = new("""
        SELECT id, status
        FROM role_template {lock}
        WHERE id = @id
        """);

    private static readonly Statement OfName = new("""
        SELECT id
        FROM role_template
        WHERE name_key = @nameKey
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO role_template (id, name, name_key, description, status, created_at, created_by, updated_at, updated_by)
        VALUES (@id, @name, @nameKey, @description, 'DRAFT', @now, @author, @now, @author)
        """);

    private static readonly Statement SetLive = new("""
        UPDATE role_template
        SET status = 'LIVE', revision = revision + 1, updated_at = @now, updated_by = @author, published_at = @now, published_by = @author
        WHERE id = @id
        """);

    private static readonly Statement Update = new("""
        UPDATE role_template
        SET name = @name, name_key = @nameKey, description = @description, revision = revision + 1, updated_at = @now, updated_by = @author
        WHERE id = @id
        """);

    private static readonly Statement Delete = new("DELETE FROM role_template WHERE id = @id");

    /// <summary>Creates a draft.</summary>
    /// <param name="name">The name, unique regardless of case.</param>
    /// <param name="description">The description, a free text.</param>
    /// <param name="roles">The roles in priority order, each at most once; may be empty.</param>
    /// <param name="author">The author of the change.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">A role is named twice.</exception>
    /// <exception cref="ResourceExistsException">Another role template has the name.</exception>
    /// <exception cref="ReferenceNotFoundException">A role doesn't exist; the field is named like <c>roles[2].role_id</c>.</exception>
    public Task<RoleTemplate> CreateAsync(
        string name, string description, IReadOnlyList<NewTemplateRole> roles, string author, CancellationToken cancellationToken = default)
    {
        RequireDistinct(roles);
        return database.WriteAsync(
            async session =>
            {
                await RequireKnownAsync(session, roles);
                await RequireFreeAsync(session, name, except: null);
                var id = new RoleTemplateId(NewId.Make(time));
                await session.ExecuteAsync(
                    Insert, new { id = id.Value, name, nameKey = NameKey.Of(name), description, now = Instant.Now(time), author });
                await TemplateRoles.InsertAsync(session, id, roles);
                return await ReadAsync(session, id);
            },
            cancellationToken);
    }

    /// <summary>Reads a role template.</summary>
    /// <exception cref="ResourceNotFoundException">There is no role template with this id.</exception>
    public Task<RoleTemplate> GetAsync(RoleTemplateId id, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => ReadAsync(session, id), cancellationToken);

    /// <summary>Templates, newest update first.</summary>
    /// <param name="page">The page to return.</param>
    /// <param name="status">Only those with this status; null means any.</param>
    /// <param name="namePart">Only those whose name contains this text, regardless of case; null or empty means all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<Page<RoleTemplate>> ListAsync(
        PageRequest page, DefinitionStatus? status = null, string? namePart = null, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session =>
            {
                var rows = await session.QueryAsync<Row>(List, new
                {
                    status = status is { } wanted ? StoredWord.Of(wanted) : null,
                    name = NamePart.Pattern(namePart),
                    after = page.AfterInstant(),
                    afterId = page.After?.Id,
                    take = page.Take(),
                });
                var cut = page.Cut(rows, row => new PageCursor(row.UpdatedAt.ToString(), row.Id));
                var roles = await TemplateRoles.ReadAsync(session, cut.Items.Select(row => row.Id));
                var automatic = await TemplateRoles.ReadAutoAssignmentsAsync(session, cut.Items.Select(row => row.Id));
                return cut.Select(row => row.ToTemplate(roles[row.Id], automatic[row.Id]));
            },
            cancellationToken);

    /// <summary>Changes a draft.</summary>
    /// <param name="id">The template's id.</param>
    /// <param name="etag">The etag that the caller read; empty skips the check.</param>
    /// <param name="change">The changes.</param>
    /// <param name="author">The author of the change.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">A role is named twice.</exception>
    /// <exception cref="ResourceNotFoundException">There is no role template with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the role template has changed.</exception>
    /// <exception cref="PreconditionFailedException">The role template is live.</exception>
    /// <exception cref="ResourceExistsException">Another role template has the name.</exception>
    /// <exception cref="ReferenceNotFoundException">
    /// A role doesn't exist; the field is named like <c>role_template.roles[2].role_id</c>.
    /// </exception>
    public Task<RoleTemplate> UpdateAsync(
        RoleTemplateId id, string etag, RoleTemplateChange change, string author, CancellationToken cancellationToken = default)
    {
        RequireDistinct(change.Roles ?? []);
        return database.WriteAsync(
            async session =>
            {
                var template = await LockDraftAsync(session, id, etag);
                var name = change.Name ?? template.Name;
                await RequireFreeAsync(session, name, except: id.Value);
                if (change.Roles is { } roles)
                {
                    await RequireKnownAsync(session, roles);
                    await TemplateRoles.DeleteAsync(session, id);
                    await TemplateRoles.InsertAsync(session, id, roles);
                }

                await session.ExecuteAsync(Update, new
                {
                    id = id.Value,
                    name,
                    nameKey = NameKey.Of(name),
                    description = change.Description ?? template.Description,
                    now = Instant.Now(time),
                    author,
                });
                return await ReadAsync(session, id);
            },
            cancellationToken);
    }

    /// <summary>Deletes a draft.</summary>
    /// <exception cref="ResourceNotFoundException">There is no role template with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the role template has changed.</exception>
    /// <exception cref="PreconditionFailedException">The role template is live.</exception>
    public Task DeleteAsync(RoleTemplateId id, string etag, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await LockDraftAsync(session, id, etag);
                await TemplateRoles.DeleteAsync(session, id);
                return await session.ExecuteAsync(Delete, new { id = id.Value });
            },
            cancellationToken);

    /// <summary>Publishes a draft. It then stays live for good.</summary>
    /// <exception cref="ResourceNotFoundException">There is no role template with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the role template has changed.</exception>
    /// <exception cref="PreconditionFailedException">
    /// The template has no role, has auto-assigned roles without a condition, or is live already.
    /// </exception>
    public Task<RoleTemplate> PublishAsync(
        RoleTemplateId id, string author, string etag = "", CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var template = await LockDraftAsync(session, id, etag);
                if (template.Roles.Count == 0)
                {
                    throw new PreconditionFailedException(
                        PreconditionReasons.TemplateWithoutRoles, id.Value, "A role template needs at least one role before it goes live.");
                }

                FailedPrecondition[] faults =
                [
                    .. template.Roles
                        .Where(role => template.AutoAssignments.GetValueOrDefault(role.RoleId) is { IsOn: true, Condition: null })
                        .Select(role => new FailedPrecondition(
                            PreconditionReasons.AutoAssignWithoutCondition,
                            role.RoleId.Value,
                            $"\"{role.RoleName}\" is assigned automatically, but has no condition.")),
                ];
                if (faults.Length > 0)
                {
                    throw new PreconditionFailedException(faults);
                }

                await session.ExecuteAsync(SetLive, new { id = id.Value, now = Instant.Now(time), author });
                return await ReadAsync(session, id);
            },
            cancellationToken);

    private static void RequireDistinct(IReadOnlyList<NewTemplateRole> roles)
    {
        if (roles.DistinctBy(role => role.RoleId).Count() < roles.Count)
        {
            throw new ArgumentException("A template has each role at most once.", nameof(roles));
        }
    }

    private static async Task RequireKnownAsync(SqlSession session, IReadOnlyList<NewTemplateRole> roles)
    {
        // A shared lock, so that a role can't be deleted before the template refers to it.
        var known = (await RoleStore.LockSharedAsync(session, roles.Select(role => role.RoleId))).ToHashSet();
        foreach (var (index, role) in roles.Index())
        {
            if (!known.Contains(role.RoleId))
            {
                throw new ReferenceNotFoundException($"role_template.roles[{index}].role_id", ResourceTypes.Role, role.RoleId.Value);
            }

            await AttributeStore.RequireDeclaredAsync(
                session, AttributeSubject.Person, role.AutoAssignment.Condition, $"role_template.roles[{index}].condition");
        }
    }

    private static Task RequireFreeAsync(SqlSession session, string name, string? except) =>
        UniqueName.RequireFreeAsync(session, OfName, ResourceTypes.RoleTemplate, "role template", name, except);

    internal static async Task<RoleTemplate> LockAsync(SqlSession session, RoleTemplateId id, string etag)
    {
        await session.FindAsync<object>(LockOne, new { id = id.Value });
        var template = await ReadAsync(session, id);
        Etag.Require(etag, template.Revision, ResourceTypes.RoleTemplate, id.Value);
        return template;
    }

    private static async Task<RoleTemplate> LockDraftAsync(SqlSession session, RoleTemplateId id, string etag)
    {
        var template = await LockAsync(session, id, etag);
        return template.Status == DefinitionStatus.Draft
            ? template
            : throw new PreconditionFailedException(
                PreconditionReasons.TemplateNotDraft, id.Value, "The role template is live, and so read-only.");
    }

    internal static async Task<RoleTemplate> ReadAsync(SqlSession session, RoleTemplateId id)
    {
        var row = await session.FindAsync<Row>(One, new { id = id.Value })
            ?? throw new ResourceNotFoundException(ResourceTypes.RoleTemplate, id.Value);
        return row.ToTemplate(
            (await TemplateRoles.ReadAsync(session, [id.Value]))[id.Value],
            (await TemplateRoles.ReadAutoAssignmentsAsync(session, [id.Value]))[id.Value]);
    }

    private sealed class Row
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string Description { get; init; }

        public required string Status { get; init; }

        public required long Revision { get; init; }

        public required Instant CreatedAt { get; init; }

        public required string CreatedBy { get; init; }

        public required Instant UpdatedAt { get; init; }

        public required string UpdatedBy { get; init; }

        public Instant? PublishedAt { get; init; }

        public string? PublishedBy { get; init; }

        public RoleTemplate ToTemplate(
            IReadOnlyList<TemplateRole> roles, IEnumerable<(RoleId Role, AutoAssignment AutoAssignment)> automatic) => new(
            new RoleTemplateId(Id),
            Name,
            Description,
            StoredWord.Parse<DefinitionStatus>(Status),
            roles,
            Revision,
            new Change(CreatedAt.Value, CreatedBy),
            new Change(UpdatedAt.Value, UpdatedBy),
            PublishedAt is { } published ? new Change(published.Value, PublishedBy!) : null)
            {
                AutoAssignments = automatic.ToDictionary(each => each.Role, each => each.AutoAssignment),
            };
    }
}
