using BuyingGroups.Domain.Definitions;
using BuyingGroups.Storage.Sql.Invalidations;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>The roles: six default ones, and custom ones.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The server's clock, for the times of changes.</param>
public sealed class RoleStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement List = new("""
        SELECT id, name, is_default, position, revision, created_at, created_by, updated_at, updated_by
        FROM role
        WHERE 1 = 1
            {? AND name_key LIKE @name ESCAPE '\' }
            {? AND COALESCE(updated_at, created_at) <= @after AND (COALESCE(updated_at, created_at) < @after OR position < @afterPosition) }
        ORDER BY COALESCE(updated_at, created_at) DESC, position DESC
        {limit @take}
        """);

    private static readonly Statement ByIds = new("""
        SELECT r.id, r.name, r.is_default, r.position, r.revision, r.created_at, r.created_by, r.updated_at, r.updated_by
        FROM role AS r
        JOIN {ids @ids} AS wanted ON wanted.id = r.id
        """);

    private static readonly Statement LockByIds = new("""
        SELECT r.id
        FROM role AS r {lock_shared}
        JOIN {ids @ids} AS wanted ON wanted.id = r.id
        """);

    // Locks the whole range of the table, so of two transactions that add a role at the same time, the second counts the first one's.
    private static readonly Statement LockAll = new("""
        SELECT id, name, name_key, is_default, position, revision, created_at, created_by, updated_at, updated_by
        FROM role {lock_range}
        WHERE position >= 0
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO role (id, name, name_key, is_default, position, revision, created_at, created_by, updated_at, updated_by)
        VALUES (@id, @name, @nameKey, 0, @position, 1, @now, @author, @now, @author)
        """);

    private static readonly Statement Rename = new("""
        UPDATE role
        SET name = @name, name_key = @nameKey, revision = revision + 1, updated_at = @now, updated_by = @author
        WHERE id = @id
        """);

    private static readonly Statement UsedBy = new("""
        SELECT t.name
        FROM role_template_role AS tr
        JOIN role_template AS t ON t.id = tr.template_id
        WHERE tr.role_id = @id
        ORDER BY t.id
        """);

    private static readonly Statement Delete = new("DELETE FROM role WHERE id = @id");

    /// <summary>Roles, newest update first; the six default ones come last, in their customary order.</summary>
    /// <param name="page">The page to return.</param>
    /// <param name="namePart">Only those whose name contains this text, regardless of case; null or empty means all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<Page<Role>> ListAsync(PageRequest page, string? namePart = null, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async session =>
            {
                var rows = await session.QueryAsync<Row>(List, new
                {
                    name = NamePart.Pattern(namePart),
                    after = page.AfterInstant(),
                    afterPosition = page.AfterNumber(),
                    take = page.Take(),
                });
                return page.Cut(rows, row => Keyset.Cursor(row.Position) with { SortKey = (row.UpdatedAt ?? row.CreatedAt).ToString() })
                    .Select(row => row.ToRole());
            },
            cancellationToken);

    /// <summary>The roles with these ids. Unknown ids are left out.</summary>
    public Task<IReadOnlyDictionary<RoleId, Role>> GetAsync(
        IReadOnlyCollection<RoleId> ids, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(session => ReadAsync(session, ids), cancellationToken);

    /// <summary>Creates a custom role.</summary>
    /// <exception cref="ResourceExistsException">Another role has the name.</exception>
    /// <exception cref="PreconditionFailedException">There are <see cref="Role.MaxRoles"/> roles already.</exception>
    public Task<Role> CreateAsync(string name, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var all = await session.QueryAsync<Row>(LockAll);
                RequireFree(all, name, except: null);
                if (all.Count >= Role.MaxRoles)
                {
                    throw new PreconditionFailedException(
                        PreconditionReasons.TooManyRoles, "roles",
                        $"There are {Role.MaxRoles} roles, default ones included: no more can be added.");
                }

                var id = new RoleId(NewId.Make(time));
                await session.ExecuteAsync(Insert, new
                {
                    id = id.Value,
                    name,
                    nameKey = NameKey.Of(name),
                    position = all.Max(row => row.Position) + 1,
                    now = Instant.Now(time),
                    author,
                });
                return await ReadOneAsync(session, id);
            },
            cancellationToken);

    /// <summary>Reads a role.</summary>
    /// <exception cref="ResourceNotFoundException">There is no role with this id.</exception>
    public Task<Role> GetAsync(RoleId id, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(session => ReadOneAsync(session, id), cancellationToken);

    /// <summary>Renames a custom role.</summary>
    /// <param name="id">The role's id.</param>
    /// <param name="etag">The etag that the caller read; empty skips the check.</param>
    /// <param name="name">The name, unique regardless of case.</param>
    /// <param name="author">The author of the change.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ResourceNotFoundException">There is no role with this id.</exception>
    /// <exception cref="PreconditionFailedException">The role is a default role.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the role has changed.</exception>
    /// <exception cref="ResourceExistsException">Another role has the name.</exception>
    public Task<Role> RenameAsync(RoleId id, string etag, string name, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var all = await session.QueryAsync<Row>(LockAll);
                RequireCustom(all, id, etag);
                RequireFree(all, name, except: id.Value);
                var now = Instant.Now(time);
                await session.ExecuteAsync(Rename, new { id = id.Value, name, nameKey = NameKey.Of(name), now, author });
                // Rosters carry the names of roles.
                session.Invalidate(now, new Invalidation(InvalidationKind.AllGroups, ""));
                return await ReadOneAsync(session, id);
            },
            cancellationToken);

    /// <summary>Deletes a custom role that no template uses.</summary>
    /// <exception cref="ResourceNotFoundException">There is no role with this id.</exception>
    /// <exception cref="PreconditionFailedException">The role is a default role, or in use.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the role has changed.</exception>
    public Task DeleteAsync(RoleId id, string etag, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                RequireCustom(await session.QueryAsync<Row>(LockAll), id, etag);
                var users = await session.QueryAsync<string>(UsedBy, new { id = id.Value });
                return users.Count == 0
                    ? await session.ExecuteAsync(Delete, new { id = id.Value })
                    : throw new PreconditionFailedException(
                        PreconditionReasons.RoleInUse, id.Value, $"The role is in the role templates {NamedUsers.Of(users)}.");
            },
            cancellationToken);

    internal static async Task<IReadOnlyDictionary<RoleId, Role>> ReadAsync(SqlSession session, IEnumerable<RoleId> ids) =>
        (await session.QueryAsync<Row>(ByIds, new { ids = StoredJson.Ids(ids.Select(id => id.Value)) }))
            .Select(row => row.ToRole())
            .ToDictionary(role => role.Id);

    /// <summary>The given roles that exist. They can't be deleted until the transaction ends.</summary>
    internal static async Task<IReadOnlyList<RoleId>> LockSharedAsync(SqlSession session, IEnumerable<RoleId> ids) =>
        [
            .. (await session.QueryAsync<string>(LockByIds, new { ids = StoredJson.Ids(ids.Select(id => id.Value)) }))
                .Select(id => new RoleId(id)),
        ];

    private static async Task<Role> ReadOneAsync(SqlSession session, RoleId id) =>
        (await ReadAsync(session, [id])).GetValueOrDefault(id) ?? throw new ResourceNotFoundException(ResourceTypes.Role, id.Value);

    private static void RequireFree(IReadOnlyList<Row> all, string name, string? except)
    {
        var key = NameKey.Of(name);
        if (all.FirstOrDefault(row => row.NameKey == key && row.Id != except) is { } existing)
        {
            throw new ResourceExistsException(
                ResourceTypes.Role, existing.Id, "display_name", $"There is a role named \"{existing.Name}\" already.");
        }
    }

    private static void RequireCustom(IReadOnlyList<Row> all, RoleId id, string etag)
    {
        var role = all.FirstOrDefault(row => row.Id == id.Value) ?? throw new ResourceNotFoundException(ResourceTypes.Role, id.Value);
        if (role.IsDefault)
        {
            throw new PreconditionFailedException(
                PreconditionReasons.DefaultRole, id.Value, $"\"{role.Name}\" is a default role, which can't be changed or deleted.");
        }

        Etag.Require(etag, role.Revision, ResourceTypes.Role, id.Value);
    }

    private sealed class Row
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public string? NameKey { get; init; }

        public required bool IsDefault { get; init; }

        public required int Position { get; init; }

        public required long Revision { get; init; }

        public required Instant CreatedAt { get; init; }

        public required string CreatedBy { get; init; }

        public Instant? UpdatedAt { get; init; }

        public string? UpdatedBy { get; init; }

        public Role ToRole() => new(
            new RoleId(Id),
            Name,
            IsDefault,
            Revision,
            new Change(CreatedAt.Value, CreatedBy),
            new Change((UpdatedAt ?? CreatedAt).Value, UpdatedBy ?? CreatedBy));
    }
}
