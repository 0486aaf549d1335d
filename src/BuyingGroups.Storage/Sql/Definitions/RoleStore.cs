using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>The roles: six default ones, and custom ones.</summary>
/// <param name="database">Where they are kept.</param>
/// <param name="time">Tells when they were made.</param>
public sealed class RoleStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement List = new("""
        SELECT id, name, is_default, position, created_at, created_by
        FROM role
        WHERE 1 = 1 {? AND position < @after }
        ORDER BY position DESC
        {limit @take}
        """);

    private static readonly Statement ByIds = new("""
        SELECT r.id, r.name, r.is_default, r.position, r.created_at, r.created_by
        FROM role AS r
        JOIN {ids @ids} AS wanted ON wanted.id = r.id
        """);

    // Locks the table's whole range: of two that add a role at the same time, the second counts the first.
    private static readonly Statement LockAll = new("""
        SELECT id, name, name_key, is_default, position, created_at, created_by
        FROM role {lock_range}
        WHERE position >= 0
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO role (id, name, name_key, is_default, position, created_at, created_by)
        VALUES (@id, @name, @nameKey, 0, @position, @now, @author)
        """);

    /// <summary>Roles, newest first; the six default ones come last, in their customary order.</summary>
    public Task<Page<Role>> ListAsync(PageRequest page, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async session =>
            {
                var rows = await session.QueryAsync<Row>(List, new { after = page.AfterNumber(), take = page.Take() });
                return page.Cut(rows, row => Keyset.Cursor(row.Position)).Select(row => row.ToRole());
            },
            cancellationToken);

    /// <summary>The roles of these ids; unknown ids are left out of the answer.</summary>
    public Task<IReadOnlyDictionary<RoleId, Role>> GetAsync(
        IReadOnlyCollection<RoleId> ids, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(session => ReadAsync(session, ids), cancellationToken);

    /// <summary>Makes a custom role.</summary>
    /// <exception cref="ResourceExistsException">The name is taken.</exception>
    /// <exception cref="PreconditionFailedException">There are <see cref="Role.MaxRoles"/> roles.</exception>
    public Task<Role> CreateAsync(string name, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var all = await session.QueryAsync<Row>(LockAll);
                var key = NameKey.Of(name);
                if (all.Find(row => row.NameKey == key) is { } existing)
                {
                    throw new ResourceExistsException(
                        ResourceTypes.Role, existing.Id, "display_name", $"There is a role named \"{existing.Name}\" already.");
                }

                if (all.Count >= Role.MaxRoles)
                {
                    throw new PreconditionFailedException(
                        PreconditionReasons.TooManyRoles, "roles", $"There are {Role.MaxRoles} roles, default ones included: no more can be added.");
                }

                var role = new Role(new RoleId(NewId.Make(time)), name, IsDefault: false, new Change(time.GetUtcNow(), author));
                await session.ExecuteAsync(Insert, new
                {
                    id = role.Id.Value,
                    name,
                    nameKey = key,
                    position = all.Max(row => row.Position) + 1,
                    now = new Instant(role.Created.At),
                    author,
                });
                return role;
            },
            cancellationToken);

    internal static async Task<IReadOnlyDictionary<RoleId, Role>> ReadAsync(SqlSession session, IEnumerable<RoleId> ids) =>
        (await session.QueryAsync<Row>(ByIds, new { ids = StoredJson.Ids(ids.Select(id => id.Value)) }))
            .Select(row => row.ToRole())
            .ToDictionary(role => role.Id);

    private sealed class Row
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public string? NameKey { get; init; }

        public required bool IsDefault { get; init; }

        public required int Position { get; init; }

        public required Instant CreatedAt { get; init; }

        public required string CreatedBy { get; init; }

        public Role ToRole() => new(new RoleId(Id), Name, IsDefault, new Change(CreatedAt.Value, CreatedBy));
    }
}
