using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Storage.Sql.Stages;

/// <summary>Stage models.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The server's clock, for the times of changes.</param>
public sealed class StageModelStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement List = new("""
        SELECT id, updated_at
        FROM stage_model
        WHERE 1 = 1
            {? AND status = @status }
            {? AND name_key LIKE @name ESCAPE '\' }
            {? AND updated_at <= @after AND (updated_at < @after OR id < @afterId) }
        ORDER BY updated_at DESC, id DESC
        {limit @take}
        """);

    private static readonly Statement LockOne = new("""
        SELECT id
        FROM stage_model {lock}
        WHERE id = @id
        """);

    private static readonly Statement OfName = new("""
        SELECT id
        FROM stage_model
        WHERE name_key = @nameKey
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO stage_model (id, name, name_key, description, status, revision, created_at, created_by, updated_at, updated_by)
        VALUES (@id, @name, @nameKey, @description, 'DRAFT', 1, @now, @author, @now, @author)
        """);

    private static readonly Statement Update = new("""
        UPDATE stage_model
        SET name = @name, name_key = @nameKey, description = @description, revision = revision + 1, updated_at = @now, updated_by = @author
        WHERE id = @id
        """);

    private static readonly Statement SetLive = new("""
        UPDATE stage_model
        SET status = 'LIVE', revision = revision + 1, updated_at = @now, updated_by = @author, published_at = @now, published_by = @author
        WHERE id = @id
        """);

    private static readonly Statement UsedBy = new("""
        SELECT name
        FROM solution_interest
        WHERE stage_model_id = @id
        ORDER BY id
        """);

    private static readonly Statement DeleteTransitions = new("""
        DELETE FROM stage_transition
        WHERE stage_id IN (SELECT id FROM stage WHERE model_id = @id)
        """);

    private static readonly Statement DeleteStages = new("DELETE FROM stage WHERE model_id = @id");

    private static readonly Statement Delete = new("DELETE FROM stage_model WHERE id = @id");

    /// <summary>Creates a draft.</summary>
    /// <param name="name">The name, unique regardless of case.</param>
    /// <param name="description">The description, a free text.</param>
    /// <param name="stages">The stages; may be empty. Their ids are ignored.</param>
    /// <param name="author">The author of the change.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ResourceExistsException">Another stage model has the name.</exception>
    /// <exception cref="InvalidStageEditsException">The stages contradict each other.</exception>
    public Task<StageModel> CreateAsync(
        string name, string description, IReadOnlyList<StageEdit> stages, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var made = StageEdits.Apply([], [.. stages.Select(stage => stage with { Id = null })], NewStageId);
                await RequireFreeAsync(session, name, except: null);
                var id = NewId.Make(time);
                await session.ExecuteAsync(
                    Insert, new { id, name, nameKey = NameKey.Of(name), description, now = Instant.Now(time), author });
                await StageModels.WriteStagesAsync(session, new StageModelId(id), [], made);
                return await ReadAsync(session, id);
            },
            cancellationToken);

    /// <summary>Reads a stage model.</summary>
    /// <exception cref="ResourceNotFoundException">There is no stage model with this id.</exception>
    public Task<StageModel> GetAsync(StageModelId id, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => ReadAsync(session, id.Value), cancellationToken);

    /// <summary>Models, newest update first.</summary>
    /// <param name="page">The page to return.</param>
    /// <param name="status">Only those with this status; null means any.</param>
    /// <param name="namePart">Only those whose name contains this text, regardless of case; null or empty means all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<Page<StageModel>> ListAsync(
        PageRequest page, DefinitionStatus? status = null, string? namePart = null, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session =>
            {
                var rows = await session.QueryAsync<ListRow>(List, new
                {
                    status = status is { } wanted ? StoredWord.Of(wanted) : null,
                    name = NamePart.Pattern(namePart),
                    after = page.AfterInstant(),
                    afterId = page.After?.Id,
                    take = page.Take(),
                });
                var cut = page.Cut(rows, row => new PageCursor(row.UpdatedAt.ToString(), row.Id));
                var models = await StageModels.ReadAsync(session, cut.Items.Select(row => row.Id));
                return cut.Select(row => models[row.Id]);
            },
            cancellationToken);

    /// <summary>Changes a draft.</summary>
    /// <param name="id">The model's id.</param>
    /// <param name="etag">The etag that the caller read; empty skips the check.</param>
    /// <param name="change">The changes.</param>
    /// <param name="author">The author of the change.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ResourceNotFoundException">There is no stage model with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the stage model has changed.</exception>
    /// <exception cref="PreconditionFailedException">The stage model is live.</exception>
    /// <exception cref="ResourceExistsException">Another stage model has the name.</exception>
    /// <exception cref="InvalidStageEditsException">The stages contradict each other.</exception>
    public Task<StageModel> UpdateAsync(
        StageModelId id, string etag, StageModelChange change, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var model = await LockDraftAsync(session, id, etag);
                var name = change.Name ?? model.Name;
                await RequireFreeAsync(session, name, except: id.Value);
                if (change.Stages.Count > 0)
                {
                    await StageModels.WriteStagesAsync(
                        session, id, model.Stages, StageEdits.Apply(model.Stages, change.Stages, NewStageId));
                }

                await session.ExecuteAsync(Update, new
                {
                    id = id.Value,
                    name,
                    nameKey = NameKey.Of(name),
                    description = change.Description ?? model.Description,
                    now = Instant.Now(time),
                    author,
                });
                return await ReadAsync(session, id.Value);
            },
            cancellationToken);

    /// <summary>Publishes a draft. It then stays live for good.</summary>
    /// <exception cref="ResourceNotFoundException">There is no stage model with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the stage model has changed.</exception>
    /// <exception cref="PreconditionFailedException">
    /// The model is live already, or breaks rules of live models; the exception lists every fault.
    /// </exception>
    public Task<StageModel> PublishAsync(StageModelId id, string etag, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var model = await LockDraftAsync(session, id, etag);
                var faults = StageModelRules.FaultsOf(model.Stages);
                if (faults.Count > 0)
                {
                    throw new PreconditionFailedException(
                        [
                            .. faults.Select(fault =>
                                new FailedPrecondition(fault.Reason, fault.Stage?.Value ?? id.Value, fault.Description)),
                        ]);
                }

                await session.ExecuteAsync(SetLive, new { id = id.Value, now = Instant.Now(time), author });
                return await ReadAsync(session, id.Value);
            },
            cancellationToken);

    /// <summary>Deletes a model that no solution interest uses.</summary>
    /// <exception cref="ResourceNotFoundException">There is no stage model with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the stage model has changed.</exception>
    /// <exception cref="PreconditionFailedException">The model is in use.</exception>
    public Task DeleteAsync(StageModelId id, string etag, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await LockAsync(session, id, etag);
                var users = await session.QueryAsync<string>(UsedBy, new { id = id.Value });
                if (users.Count > 0)
                {
                    throw new PreconditionFailedException(
                        PreconditionReasons.StageModelInUse, id.Value,
                        $"The stage model is used by the solution interests {NamedUsers.Of(users)}.");
                }

                foreach (var statement in new[] { DeleteTransitions, DeleteStages, Delete })
                {
                    await session.ExecuteAsync(statement, new { id = id.Value });
                }

                return id;
            },
            cancellationToken);

    private StageId NewStageId() => new(NewId.Make(time));

    private static async Task<StageModel> LockDraftAsync(SqlSession session, StageModelId id, string etag)
    {
        var model = await LockAsync(session, id, etag);
        return model.Status == DefinitionStatus.Draft
            ? model
            : throw new PreconditionFailedException(
                PreconditionReasons.StageModelNotDraft, id.Value, "The stage model is live, and so read-only.");
    }

    private static async Task<StageModel> LockAsync(SqlSession session, StageModelId id, string etag)
    {
        await session.FindAsync<string>(LockOne, new { id = id.Value });
        var model = await ReadAsync(session, id.Value);
        Etag.Require(etag, model.Revision, ResourceTypes.StageModel, id.Value);
        return model;
    }

    private static Task RequireFreeAsync(SqlSession session, string name, string? except) =>
        UniqueName.RequireFreeAsync(session, OfName, ResourceTypes.StageModel, "stage model", name, except);

    private static async Task<StageModel> ReadAsync(SqlSession session, string id) =>
        (await StageModels.ReadAsync(session, [id])).GetValueOrDefault(id)
            ?? throw new ResourceNotFoundException(ResourceTypes.StageModel, id);

    private sealed class ListRow
    {
        public required string Id { get; init; }

        public required Instant UpdatedAt { get; init; }
    }
}
