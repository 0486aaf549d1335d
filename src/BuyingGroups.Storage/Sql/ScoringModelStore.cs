using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql;

/// <summary>Scoring models, and the codes of activity types, which all models share.</summary>
public sealed class ScoringModelStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement Read = new(
        """
        SELECT scoring_model_id AS Id, name AS Name, status AS Status, created_at AS CreatedAt, created_by AS CreatedBy, updated_at AS UpdatedAt,
               updated_by AS UpdatedBy, activated_at AS ActivatedAt, activated_by AS ActivatedBy
        FROM scoring_model
        WHERE scoring_model_id = @id
        """);

    private static readonly Statement Lock = new("SELECT scoring_model_id FROM scoring_model {lock} WHERE scoring_model_id = @id");

    private static readonly Statement FindActive = new("SELECT scoring_model_id FROM scoring_model WHERE status = @active");

    private static readonly Statement List = new(
        """
        SELECT scoring_model_id AS Id, name AS Name, status AS Status, created_at AS CreatedAt, created_by AS CreatedBy, updated_at AS UpdatedAt,
               updated_by AS UpdatedBy, activated_at AS ActivatedAt, activated_by AS ActivatedBy
        FROM scoring_model
        WHERE (updated_at < @afterAt OR (updated_at = @afterAt AND scoring_model_id < @afterId)) AND (@status IS NULL OR status = @status)
        ORDER BY updated_at DESC, scoring_model_id DESC
        {limit}
        """);

    private static readonly Statement ReadTypes = new(
        """
        SELECT model_type.scoring_model_id AS ModelId, model_type.code AS Code, activity_type.name AS Name,
               model_type.engagement_type AS EngagementType, model_type.daily_cap AS DailyCap, model_type.weight AS Weight,
               model_type.is_custom AS IsCustom
        FROM scoring_model_type AS model_type
        JOIN {ids} AS wanted ON wanted.id = model_type.scoring_model_id
        JOIN activity_type ON activity_type.code = model_type.code
        ORDER BY model_type.scoring_model_id, model_type.position
        """);

    private static readonly Statement ReadCodes = new("SELECT code AS Code, name AS Name FROM activity_type");

    private static readonly Statement FindByName = new("SELECT scoring_model_id FROM scoring_model {lock} WHERE name_key = @key");

    private static readonly Statement Insert = new(
        """
        INSERT INTO scoring_model (scoring_model_id, name, name_key, status, created_at, created_by, updated_at, updated_by)
        VALUES (@id, @name, @key, @status, @now, @by, @now, @by)
        """);

    private static readonly Statement CopyTypes = new(
        """
        INSERT INTO scoring_model_type (scoring_model_id, code, position, engagement_type, daily_cap, weight, is_custom)
        SELECT @id, code, position, engagement_type, daily_cap, weight, is_custom
        FROM scoring_model_type WHERE scoring_model_id = @sourceId
        """);

    private static readonly Statement Touch = new(
        "UPDATE scoring_model SET updated_at = @now, updated_by = @by WHERE scoring_model_id = @id");

    private static readonly Statement FindCode = new("SELECT code FROM activity_type {lock} WHERE name_key = @key");

    // Types are never deleted, so the highest code and one is a code that was never used.
    private static readonly Statement HighestCode = new("SELECT MAX(code) FROM activity_type {lock}");

    private static readonly Statement InsertCode = new("INSERT INTO activity_type (code, name, name_key) VALUES (@code, @name, @key)");

    private static readonly Statement InsertType = new(
        """
        INSERT INTO scoring_model_type (scoring_model_id, code, position, engagement_type, daily_cap, weight, is_custom)
        VALUES (@id, @code, @position, @engagementType, @dailyCap, @weight, @isCustom)
        """);

    private static readonly Statement UpdateType = new(
        """
        UPDATE scoring_model_type
        SET engagement_type = COALESCE(@engagementType, engagement_type), daily_cap = COALESCE(@dailyCap, daily_cap), weight = COALESCE(@weight, weight)
        WHERE scoring_model_id = @id AND code = @code
        """);

    private static readonly Statement Archive = new(
        "UPDATE scoring_model SET status = @archived, updated_at = @now, updated_by = @by WHERE status = @active");

    private static readonly Statement Activate = new(
        """
        UPDATE scoring_model
        SET status = @active, updated_at = @now, updated_by = @by, activated_at = @now, activated_by = @by
        WHERE scoring_model_id = @id
        """);

    /// <summary>One model.</summary>
    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    public Task<ScoringModel> GetAsync(ScoringModelId id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ReadAsync(session, id.Value), cancellationToken);

    /// <summary>The model that scores now.</summary>
    public Task<ScoringModel> GetActiveAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await ReadAsync(
                session, (await session.FindAsync<string>(FindActive, new { active = (int)ScoringModelStatus.Active }))!),
            cancellationToken);

    /// <summary>Models, newest update first.</summary>
    public Task<Page<ScoringModel>> ListAsync(PageRequest page, ScoringModelStatus? status, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var rows = await session.QueryAsync<Row>(
                    List, new { afterAt = page.AfterTicks, afterId = page.AfterId, status = (int?)status, limit = page.Limit });
                var types = await ReadTypesAsync(session, rows.Select(row => row.Id));
                return Page<ScoringModel>.Of(rows, page, row => row.ToModel([.. types[row.Id]]), row => PageCursor.At(row.UpdatedAt, row.Id));
            },
            cancellationToken);

    /// <summary>The code of every activity type that any model has or had, by name.</summary>
    public async Task<IReadOnlyDictionary<string, ActivityTypeCode>> GetActivityTypeCodesAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(session => session.QueryAsync<TypeRow>(ReadCodes), cancellationToken);
        return rows.ToDictionary(row => row.Name, row => new ActivityTypeCode((ushort)row.Code));
    }

    /// <summary>Makes a draft with the types of another model.</summary>
    /// <exception cref="ResourceNotFoundException">There is no such model.</exception>
    /// <exception cref="ResourceExistsException">A model has that name.</exception>
    public Task<ScoringModel> DuplicateAsync(ScoringModelId source, string name, string author, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                name = name.Trim();
                var key = NameKey.Of(name);
                _ = await ReadAsync(session, source.Value);
                if (await session.FindAsync<string>(FindByName, new { key }) is { } existing)
                {
                    throw new ResourceExistsException(ResourceTypes.ScoringModel, existing, $"There is a scoring model with the name '{name}' already.");
                }

                var id = NewId.Make();
                await session.ExecuteAsync(
                    Insert, new { id, name, key, status = (int)ScoringModelStatus.Draft, now = time.GetUtcNow().UtcTicks, by = author });
                await session.ExecuteAsync(CopyTypes, new { id, sourceId = source.Value });
                return await ReadAsync(session, id);
            },
            cancellationToken);

    /// <summary>Adds a type to a draft. A name that any model has or had keeps its code.</summary>
    /// <exception cref="ResourceNotFoundException">There is no such model.</exception>
    /// <exception cref="ResourceExistsException">The model has a type of that name.</exception>
    /// <exception cref="PreconditionFailedException">The model isn't a draft, or all codes are used.</exception>
    public Task<ScoringModel> AddActivityTypeAsync(
        ScoringModelId id, string name, string engagementType, int dailyCap, int weight, string author, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                name = name.Trim();
                var model = await ReadDraftAsync(session, id);
                if (Find(model, name) is not null)
                {
                    throw new ResourceExistsException(
                        ResourceTypes.ActivityType, name, $"The scoring model '{model.Name}' has an activity type with the name '{name}' already.");
                }

                var code = await session.FindAsync<int?>(FindCode, new { key = NameKey.Of(name) }) ?? await AddCodeAsync(session, name);
                await session.ExecuteAsync(InsertType, new
                {
                    id = id.Value,
                    code,
                    position = model.Types.Count + 1,
                    engagementType,
                    dailyCap,
                    weight,
                    isCustom = DefaultScoringModel.Types.All(type => type.Code.Value != code),
                });
                await TouchAsync(session, id, author);
                return await ReadAsync(session, id.Value);
            },
            cancellationToken);

    /// <summary>Changes a type of a draft; null leaves a value as it is.</summary>
    /// <exception cref="ResourceNotFoundException">There is no such model, or no such type in it.</exception>
    /// <exception cref="PreconditionFailedException">The model isn't a draft.</exception>
    public Task<ScoringModel> UpdateActivityTypeAsync(
        ScoringModelId id, string name, string? engagementType, int? dailyCap, int? weight, string author, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var model = await ReadDraftAsync(session, id);
                var type = Find(model, name) ?? throw new ResourceNotFoundException(ResourceTypes.ActivityType, name);
                await session.ExecuteAsync(UpdateType, new { id = id.Value, code = (int)type.Code.Value, engagementType, dailyCap, weight });
                await TouchAsync(session, id, author);
                return await ReadAsync(session, id.Value);
            },
            cancellationToken);

    /// <summary>Makes a draft the active model and archives the one before, in one step.</summary>
    /// <exception cref="ResourceNotFoundException">There is no such model.</exception>
    /// <exception cref="PreconditionFailedException">The model isn't a draft.</exception>
    public Task<ScoringModel> ActivateAsync(ScoringModelId id, string author, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                _ = await ReadDraftAsync(session, id);
                var now = time.GetUtcNow().UtcTicks;
                var active = (int)ScoringModelStatus.Active;
                await session.ExecuteAsync(Archive, new { archived = (int)ScoringModelStatus.Archived, active, now, by = author });
                await session.ExecuteAsync(Activate, new { id = id.Value, active, now, by = author });
                return await ReadAsync(session, id.Value);
            },
            cancellationToken);

    private static ActivityType? Find(ScoringModel model, string name)
    {
        var key = NameKey.Of(name);
        return model.Types.FirstOrDefault(type => NameKey.Of(type.Name) == key);
    }

    private static async Task<int> AddCodeAsync(SqlSession session, string name)
    {
        var code = await session.FindAsync<int>(HighestCode) + 1;
        if (code > ushort.MaxValue)
        {
            throw new PreconditionFailedException("TOO_MANY_ACTIVITY_TYPES", "activity_type", $"All {ushort.MaxValue:N0} activity types are used.");
        }

        await session.ExecuteAsync(InsertCode, new { code, name, key = NameKey.Of(name) });
        return code;
    }

    private static async Task<ScoringModel> ReadDraftAsync(SqlSession session, ScoringModelId id)
    {
        await session.FindAsync<string>(Lock, new { id = id.Value });
        var model = await ReadAsync(session, id.Value);
        return model.Status == ScoringModelStatus.Draft
            ? model
            : throw new PreconditionFailedException(
                "SCORING_MODEL_NOT_DRAFT", id.Value, $"The scoring model '{model.Name}' isn't a draft; duplicate it to change it.");
    }

    private static async Task<ScoringModel> ReadAsync(SqlSession session, string id)
    {
        var row = await session.FindAsync<Row>(Read, new { id }) ?? throw new ResourceNotFoundException(ResourceTypes.ScoringModel, id);
        var types = await ReadTypesAsync(session, [id]);
        return row.ToModel([.. types[id]]);
    }

    private static async Task<ILookup<string, ActivityType>> ReadTypesAsync(SqlSession session, IEnumerable<string> models)
    {
        var rows = await session.QueryAsync<TypeRow>(ReadTypes, new { ids = Json.Ids(models) });
        return rows.ToLookup(
            row => row.ModelId,
            row => new ActivityType(new ActivityTypeCode((ushort)row.Code), row.Name, row.EngagementType, row.DailyCap, row.Weight, row.IsCustom));
    }

    private Task<int> TouchAsync(SqlSession session, ScoringModelId id, string author) =>
        session.ExecuteAsync(Touch, new { id = id.Value, now = time.GetUtcNow().UtcTicks, by = author });

    private sealed class TypeRow
    {
        public string ModelId { get; set; } = "";

        public int Code { get; set; }

        public string Name { get; set; } = "";

        public string EngagementType { get; set; } = "";

        public int DailyCap { get; set; }

        public int Weight { get; set; }

        public bool IsCustom { get; set; }
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public int Status { get; set; }

        public long CreatedAt { get; set; }

        public string CreatedBy { get; set; } = "";

        public long UpdatedAt { get; set; }

        public string UpdatedBy { get; set; } = "";

        public long? ActivatedAt { get; set; }

        public string? ActivatedBy { get; set; }

        public ScoringModel ToModel(IReadOnlyList<ActivityType> types) =>
            new(new ScoringModelId(Id), Name, (ScoringModelStatus)Status, types)
            {
                Created = new Change(CreatedAt.ToInstant(), CreatedBy),
                Updated = new Change(UpdatedAt.ToInstant(), UpdatedBy),
                Activated = ActivatedAt is { } at ? new Change(at.ToInstant(), ActivatedBy ?? "") : null,
            };
    }
}
