using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Storage.Sql.Stages;

/// <summary>Reads stage models with their stages and transitions, and writes the stages of one, set-wise.</summary>
internal static class StageModels
{
    private static readonly Statement ByIds = new("""
        SELECT m.id, m.name, m.description, m.status, m.revision, m.created_at, m.created_by, m.updated_at, m.updated_by, m.published_at,
            m.published_by
        FROM stage_model AS m
        JOIN {ids @models} AS wanted ON wanted.id = m.id
        """);

    private static readonly Statement StagesOf = new("""
        SELECT s.id, s.model_id, s.name, s.description, s.kind
        FROM stage AS s
        JOIN {ids @models} AS wanted ON wanted.id = s.model_id
        ORDER BY s.model_id, s.position
        """);

    private static readonly Statement TransitionsOf = new("""
        SELECT t.stage_id, t.target_id
        FROM stage_transition AS t
        JOIN stage AS s ON s.id = t.stage_id
        JOIN {ids @models} AS wanted ON wanted.id = s.model_id
        ORDER BY t.stage_id, t.position
        """);

    private static readonly Statement DeleteTransitions = new("""
        DELETE FROM stage_transition
        WHERE stage_id IN (SELECT id FROM stage WHERE model_id = @model)
        """);

    private static readonly Statement InsertStages = new("""
        INSERT INTO stage (id, model_id, position, name, description, kind)
        SELECT r.id, @model, r.position, r.name, r.description, r.kind
        FROM {rows @stages (id id, position whole, name text, description text, kind word)} AS r
        """);

    private static readonly Statement UpdateStages = new("""
        UPDATE stage
        SET name = r.name, description = r.description, kind = r.kind
        FROM {rows @stages (id id, name text, description text, kind word)} AS r
        WHERE stage.id = r.id
        """);

    private static readonly Statement InsertTransitions = new("""
        INSERT INTO stage_transition (stage_id, target_id, position)
        SELECT r.stage_id, r.target_id, r.position
        FROM {rows @transitions (stage_id id, target_id id, position whole)} AS r
        """);

    /// <summary>The given models that exist, by id.</summary>
    public static async Task<IReadOnlyDictionary<string, StageModel>> ReadAsync(SqlSession session, IEnumerable<string> ids)
    {
        var models = StoredJson.Ids(ids);
        var stages = (await session.QueryAsync<StageRow>(StagesOf, new { models })).ToLookup(row => row.ModelId);
        var transitions = (await session.QueryAsync<TransitionRow>(TransitionsOf, new { models })).ToLookup(row => row.StageId);
        return (await session.QueryAsync<ModelRow>(ByIds, new { models })).ToDictionary(
            row => row.Id,
            row => row.ToModel([.. stages[row.Id].Select(stage => stage.ToStage(transitions[stage.Id]))]));
    }

    /// <summary>Writes the stages of a model whose stages were <paramref name="before"/>. Stages are never removed.</summary>
    public static async Task WriteStagesAsync(
        SqlSession session, StageModelId model, IReadOnlyList<Stage> before, IReadOnlyList<Stage> after)
    {
        var known = before.Select(stage => stage.Id).ToHashSet();
        var rows = after.Select((stage, position) => new
        {
            Id = stage.Id.Value,
            Position = position,
            stage.Name,
            stage.Description,
            Kind = StoredWord.Of(stage.Kind),
            IsNew = !known.Contains(stage.Id),
        }).ToLookup(row => row.IsNew);
        await session.ExecuteAsync(DeleteTransitions, new { model = model.Value });
        await session.ExecuteAsync(UpdateStages, new { stages = StoredJson.Write(rows[false]) });
        await session.ExecuteAsync(InsertStages, new { model = model.Value, stages = StoredJson.Write(rows[true]) });
        await session.ExecuteAsync(InsertTransitions, new
        {
            transitions = StoredJson.Write(after.SelectMany(stage => stage.Next.Select((target, position) => new
            {
                StageId = stage.Id.Value,
                TargetId = target.Value,
                Position = position,
            }))),
        });
    }

    private sealed class ModelRow
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

        public StageModel ToModel(IReadOnlyList<Stage> stages) => new(
            new StageModelId(Id),
            Name,
            Description,
            StoredWord.Parse<DefinitionStatus>(Status),
            stages,
            new Change(CreatedAt.Value, CreatedBy),
            new Change(UpdatedAt.Value, UpdatedBy),
            PublishedAt is { } published ? new Change(published.Value, PublishedBy!) : null,
            Revision);
    }

    private sealed class StageRow
    {
        public required string Id { get; init; }

        public required string ModelId { get; init; }

        public required string Name { get; init; }

        public required string Description { get; init; }

        public required string Kind { get; init; }

        public Stage ToStage(IEnumerable<TransitionRow> transitions) => new(
            new StageId(Id),
            Name,
            Description,
            StoredWord.Parse<StageKind>(Kind),
            [.. transitions.Select(transition => new StageId(transition.TargetId))]);
    }

    private sealed class TransitionRow
    {
        public required string StageId { get; init; }

        public required string TargetId { get; init; }
    }
}
