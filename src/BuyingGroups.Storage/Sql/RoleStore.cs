using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql;

/// <summary>Roles.</summary>
public sealed class RoleStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement List = new(
        """
        SELECT role_id AS Id, name AS Name, is_default AS IsDefault, created_at AS CreatedAt, created_by AS CreatedBy
        FROM role
        WHERE created_at < @afterAt OR (created_at = @afterAt AND role_id < @afterId)
        ORDER BY created_at DESC, role_id DESC
        {limit}
        """);

    // The whole table stays as it is until the transaction ends: two servers can't both add the twentieth.
    private static readonly Statement ReadKeys = new("SELECT role_id AS Id, name_key AS NameKey FROM role {lock}");

    private static readonly Statement Insert = new(
        """
        INSERT INTO role (role_id, name, name_key, is_default, created_at, created_by)
        VALUES (@id, @name, @key, @isDefault, @now, @by)
        """);

    /// <summary>Roles, newest first.</summary>
    public async Task<Page<Role>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync<Row>(List, new { afterAt = page.AfterTicks, afterId = page.AfterId, limit = page.Limit }), cancellationToken);
        return Page<Role>.Of(
            rows,
            page,
            row => new Role(new RoleId(row.Id), row.Name, row.IsDefault, new Change(row.CreatedAt.ToInstant(), row.CreatedBy)),
            row => PageCursor.At(row.CreatedAt, row.Id));
    }

    /// <summary>Adds a custom role.</summary>
    /// <exception cref="ResourceExistsException">A role has that name.</exception>
    /// <exception cref="PreconditionFailedException">There are <see cref="Role.MaxRoles"/> already.</exception>
    public Task<Role> CreateAsync(string name, string author, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                name = name.Trim();
                var key = NameKey.Of(name);
                var roles = await session.QueryAsync<KeyRow>(ReadKeys);
                if (roles.FirstOrDefault(role => role.NameKey == key) is { } existing)
                {
                    throw new ResourceExistsException(ResourceTypes.Role, existing.Id, $"There is a role with the name '{name}' already.");
                }

                if (roles.Count >= Role.MaxRoles)
                {
                    throw new PreconditionFailedException(
                        "TOO_MANY_ROLES", "role", $"There are {roles.Count} roles already, the six default ones included; {Role.MaxRoles} is the most.");
                }

                var role = new Role(new RoleId(NewId.Make()), name, IsDefault: false, new Change(time.GetUtcNow(), author));
                await session.ExecuteAsync(
                    Insert, new { id = role.Id.Value, name, key, isDefault = false, now = role.Created.At.UtcTicks, by = author });
                return role;
            },
            cancellationToken);

    private sealed class KeyRow
    {
        public string Id { get; set; } = "";

        public string NameKey { get; set; } = "";
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public bool IsDefault { get; set; }

        public long CreatedAt { get; set; }

        public string CreatedBy { get; set; } = "";
    }
}
