using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>Reads scoring models with their types.</summary>
internal static class ScoringModels
{
    private static readonly Statement One = new("""
        SELECT id, name, status, revision, created_at, created_by, updated_at, updated_by, activated_at, activated_by
        FROM scoring_model
        WHERE id = @id
        """);

    private static readonly Statement Active = new("""
        SELECT id, name, status, revision, created_at, created_by, updated_at, updated_by, activated_at, activated_by
        FROM scoring_model
        WHERE status = 'ACTIVE'
        """);

    private static readonly Statement List = new("""
        SELECT id, name, status, revision, created_at, created_by, updated_at, updated_by, activated_at, activated_by
        FROM scoring_model
        WHERE 1 = 1
            {? AND status = @status }
            {? AND name_key LIKE @name ESCAPE '\' }
            {? AND updated_at <= @after AND (updated_at < @after OR id < @afterId) }
        ORDER BY updated_at DESC, id DESC
        {limit @take}
        """);

    private static readonly Statement LockOne = new("""
        SELECT id
        FROM scoring_model {lock}
        WHERE id = @id
        """);

    private static readonly Statement Types = new("""
        SELECT mt.model_id, mt.code, t.name, mt.engagement_type, mt.daily_cap, mt.weight, mt.is_custom
        FROM scoring_model_type AS mt
        JOIN {ids @models} AS wanted ON wanted.id = mt.model_id
        JOIN activity_type AS t ON t.code = mt.code
        ORDER BY mt.model_id, mt.position
        """);

    public static async Task<ScoringModel> GetAsync(SqlSession session, ScoringModelId id)
    {
        var row = await session.FindAsync<Row>(One, new { id = id.Value })
            ?? throw new ResourceNotFoundException(ResourceTypes.ScoringModel, id.Value);
        return (await WithTypesAsync(session, [row]))[0];
    }

    public static async Task<ScoringModel> GetActiveAsync(SqlSession session) =>
        (await WithTypesAsync(session, [await session.GetAsync<Row>(Active)]))[0];

    public static async Task<Page<ScoringModel>> ListAsync(
        SqlSession session, PageRequest page, ScoringModelStatus? status, string? namePart)
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
        return new Page<ScoringModel>(await WithTypesAsync(session, cut.Items), cut.Next);
    }

    /// <summary>Locks the model until the transaction ends.</summary>
    public static async Task LockAsync(SqlSession session, ScoringModelId id)
    {
        if (await session.FindAsync<string>(LockOne, new { id = id.Value }) is null)
        {
            throw new ResourceNotFoundException(ResourceTypes.ScoringModel, id.Value);
        }
    }

    private static async Task<IReadOnlyList<ScoringModel>> WithTypesAsync(SqlSession session, IReadOnlyList<Row> models)
    {
        var types = (await session.QueryAsync<TypeRow>(Types, new { models = StoredJson.Ids(models.Select(model => model.Id)) }))
            .ToLookup(type => type.ModelId);
        return [.. models.Select(model => model.ToModel([.. types[model.Id].Select(type => type.ToType())]))];
    }

    private sealed class Row
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string Status { get; init; }

        public required long Revision { get; init; }

        public required Instant CreatedAt { get; init; }

        public required string CreatedBy { get; init; }

        public required Instant UpdatedAt { get; init; }

        public required string UpdatedBy { get; init; }

        public Instant? ActivatedAt { get; init; }

        public string? ActivatedBy { get; init; }

        public ScoringModel ToModel(IReadOnlyList<ActivityType> types) =>
            new(new ScoringModelId(Id), Name, StoredWord.Parse<ScoringModelStatus>(Status), types)
            {
                Revision = Revision,
                Created = new Change(CreatedAt.Value, CreatedBy),
                Updated = new Change(UpdatedAt.Value, UpdatedBy),
                Activated = ActivatedAt is { } activated ? new Change(activated.Value, ActivatedBy!) : null,
            };
    }

    private sealed class TypeRow
    {
        public required string ModelId { get; init; }

        public required int Code { get; init; }

        public required string Name { get; init; }

        public required string EngagementType { get; init; }

        public required int DailyCap { get; init; }

        public required int Weight { get; init; }

        public required bool IsCustom { get; init; }

        public ActivityType ToType() =>
            new(new ActivityTypeCode(checked((ushort)Code)), Name, EngagementType, DailyCap, Weight, IsCustom);
    }
}
