using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql;

/// <summary>Solution interests.</summary>
public sealed class SolutionInterestStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement Read = new(
        """
        SELECT solution_interest_id AS Id, name AS Name, description AS Description, role_template_id AS RoleTemplateId,
               update_existing_buying_groups AS UpdateExisting, created_at AS CreatedAt, created_by AS CreatedBy, updated_at AS UpdatedAt,
               updated_by AS UpdatedBy
        FROM solution_interest
        WHERE solution_interest_id = @id
        """);

    private static readonly Statement List = new(
        """
        SELECT solution_interest_id AS Id, name AS Name, description AS Description, role_template_id AS RoleTemplateId,
               update_existing_buying_groups AS UpdateExisting, created_at AS CreatedAt, created_by AS CreatedBy, updated_at AS UpdatedAt,
               updated_by AS UpdatedBy
        FROM solution_interest
        WHERE (updated_at < @afterAt OR (updated_at = @afterAt AND solution_interest_id < @afterId)) AND name_key LIKE @pattern ESCAPE '\'
        ORDER BY updated_at DESC, solution_interest_id DESC
        {limit}
        """);

    private static readonly Statement FindByName = new("SELECT solution_interest_id FROM solution_interest {lock} WHERE name_key = @key");

    private static readonly Statement FindTemplate = new("SELECT status FROM role_template WHERE role_template_id = @id");

    private static readonly Statement Insert = new(
        """
        INSERT INTO solution_interest
            (solution_interest_id, name, name_key, description, role_template_id, update_existing_buying_groups, created_at, created_by,
             updated_at, updated_by)
        VALUES (@id, @name, @key, @description, @templateId, @updateExisting, @now, @by, @now, @by)
        """);

    /// <summary>Makes a solution interest.</summary>
    /// <exception cref="ResourceExistsException">One has that name.</exception>
    /// <exception cref="ReferenceNotFoundException">There is no such template.</exception>
    /// <exception cref="PreconditionFailedException">The template isn't live.</exception>
    public Task<SolutionInterest> CreateAsync(
        string name, string description, RoleTemplateId template, bool updateExisting, string author, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                name = name.Trim();
                var key = NameKey.Of(name);
                if (await session.FindAsync<string>(FindByName, new { key }) is { } existing)
                {
                    throw new ResourceExistsException(
                        ResourceTypes.SolutionInterest, existing, $"There is a solution interest with the name '{name}' already.");
                }

                var status = await session.FindAsync<int?>(FindTemplate, new { id = template.Value })
                    ?? throw new ReferenceNotFoundException("solution_interest.role_template_id", ResourceTypes.RoleTemplate, template.Value);
                if (status != (int)DefinitionStatus.Live)
                {
                    throw new PreconditionFailedException(
                        "TEMPLATE_NOT_LIVE", template.Value, "A solution interest needs a live role template; publish this one first.");
                }

                var id = NewId.Make();
                await session.ExecuteAsync(
                    Insert,
                    new { id, name, key, description, templateId = template.Value, updateExisting, now = time.GetUtcNow().UtcTicks, by = author });
                return (await session.FindAsync<Row>(Read, new { id }))!.ToInterest();
            },
            cancellationToken);

    /// <summary>One solution interest.</summary>
    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    public async Task<SolutionInterest> GetAsync(SolutionInterestId id, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(session => session.FindAsync<Row>(Read, new { id = id.Value }), cancellationToken);
        return row?.ToInterest() ?? throw new ResourceNotFoundException(ResourceTypes.SolutionInterest, id.Value);
    }

    /// <summary>Solution interests, newest update first.</summary>
    public async Task<Page<SolutionInterest>> ListAsync(PageRequest page, string namePart, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync<Row>(
                List, new { afterAt = page.AfterTicks, afterId = page.AfterId, pattern = NamePart.Pattern(namePart), limit = page.Limit }),
            cancellationToken);
        return Page<SolutionInterest>.Of(rows, page, row => row.ToInterest(), row => PageCursor.At(row.UpdatedAt, row.Id));
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public string Description { get; set; } = "";

        public string RoleTemplateId { get; set; } = "";

        public bool UpdateExisting { get; set; }

        public long CreatedAt { get; set; }

        public string CreatedBy { get; set; } = "";

        public long UpdatedAt { get; set; }

        public string UpdatedBy { get; set; } = "";

        public SolutionInterest ToInterest() => new(
            new SolutionInterestId(Id),
            Name,
            Description,
            new RoleTemplateId(RoleTemplateId),
            UpdateExisting,
            new Change(CreatedAt.ToInstant(), CreatedBy),
            new Change(UpdatedAt.ToInstant(), UpdatedBy));
    }
}
