using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>Solution interests.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The server's clock, for the times of changes.</param>
public sealed class SolutionInterestStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement One = new("""
        SELECT id, name, description, role_template_id, stage_model_id, update_existing_buying_groups, revision, created_at, created_by,
            updated_at,
            updated_by
        FROM solution_interest
        WHERE id = @id
        """);

    private static readonly Statement List = new("""
        SELECT id, name, description, role_template_id, stage_model_id, update_existing_buying_groups, revision, created_at, created_by,
            updated_at,
            updated_by
        FROM solution_interest
        WHERE 1 = 1
            {? AND name_key LIKE @name ESCAPE '\' }
            {? AND updated_at <= @after AND (updated_at < @after OR id < @afterId) }
        ORDER BY updated_at DESC, id DESC
        {limit @take}
        """);

    private static readonly Statement OfName = new("""
        SELECT id
        FROM solution_interest
        WHERE name_key = @nameKey
        """);

    // A draft can be deleted, so the template is locked until the solution interest refers to it.
    private static readonly Statement TemplateStatus = new("""
        SELECT status
        FROM role_template {lock_shared}
        WHERE id = @template
        """);

    // The stage model is locked until the solution interest refers to it.
    private static readonly Statement StageModelStatus = new("""
        SELECT status
        FROM stage_model {lock_shared}
        WHERE id = @stageModel
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO solution_interest
            (id, name, name_key, description, role_template_id, stage_model_id, update_existing_buying_groups, created_at, created_by,
                updated_at, updated_by)
        VALUES
            (@id, @name, @nameKey, @description, @template, @stageModel, @updateExistingBuyingGroups, @now, @author, @now, @author)
        """);

    private static readonly Statement LockOne = new("""
        SELECT id
        FROM solution_interest {lock}
        WHERE id = @id
        """);

    private static readonly Statement Update = new("""
        UPDATE solution_interest
        SET name = @name, name_key = @nameKey, description = @description, stage_model_id = @stageModel,
            update_existing_buying_groups = @updateExistingBuyingGroups, revision = revision + 1, updated_at = @now, updated_by = @author
        WHERE id = @id
        """);

    private static readonly Statement CountGroups = new("""
        SELECT COUNT(*)
        FROM buying_group
        WHERE solution_interest_id = @id
        """);

    // The lock keeps groups from entering a stage of the model that is being replaced.
    private static readonly Statement CountGroupsAtStages = new("""
        SELECT COUNT(*)
        FROM buying_group {lock_range}
        WHERE solution_interest_id = @id AND stage_id IS NOT NULL
        """);

    private static readonly Statement Jobs = new("SELECT id FROM job WHERE solution_interest_id = @id ORDER BY id DESC");

    private static readonly Statement Delete = new("DELETE FROM solution_interest WHERE id = @id");

    /// <summary>Creates a solution interest.</summary>
    /// <exception cref="ResourceExistsException">Another solution interest has the name.</exception>
    /// <exception cref="ReferenceNotFoundException">The template or the stage model doesn't exist.</exception>
    /// <exception cref="PreconditionFailedException">The template or the stage model is a draft.</exception>
    public Task<SolutionInterest> CreateAsync(
        string name,
        string description,
        RoleTemplateId roleTemplateId,
        StageModelId? stageModelId,
        bool updateExistingBuyingGroups,
        string author,
        CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var template = roleTemplateId.Value;
                var status = await session.FindAsync<string>(TemplateStatus, new { template })
                    ?? throw new ReferenceNotFoundException("solution_interest.role_template_id", ResourceTypes.RoleTemplate, template);
                if (StoredWord.Parse<DefinitionStatus>(status) != DefinitionStatus.Live)
                {
                    throw new PreconditionFailedException(
                        PreconditionReasons.TemplateNotLive, template,
                        "A solution interest needs a live role template; this one is a draft.");
                }

                await RequireLiveAsync(session, stageModelId);
                await RequireFreeAsync(session, name, except: null);
                var id = NewId.Make(time);
                var now = Instant.Now(time);
                await session.ExecuteAsync(Insert, new
                {
                    id,
                    name,
                    nameKey = NameKey.Of(name),
                    description,
                    template,
                    stageModel = stageModelId?.Value,
                    updateExistingBuyingGroups,
                    now,
                    author,
                });
                return await ReadAsync(session, id);
            },
            cancellationToken);

    /// <summary>Reads a solution interest.</summary>
    /// <exception cref="ResourceNotFoundException">There is no solution interest with this id.</exception>
    public Task<SolutionInterest> GetAsync(SolutionInterestId id, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(session => ReadAsync(session, id.Value), cancellationToken);

    /// <summary>Solution interests, newest update first.</summary>
    /// <param name="page">The page to return.</param>
    /// <param name="namePart">Only those whose name contains this text, regardless of case; null or empty means all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<Page<SolutionInterest>> ListAsync(
        PageRequest page, string? namePart = null, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async session =>
            {
                var rows = await session.QueryAsync<Row>(List, new
                {
                    name = NamePart.Pattern(namePart),
                    after = page.AfterInstant(),
                    afterId = page.After?.Id,
                    take = page.Take(),
                });
                return page.Cut(rows, row => new PageCursor(row.UpdatedAt.ToString(), row.Id)).Select(row => row.ToSolutionInterest());
            },
            cancellationToken);

    /// <summary>Changes a solution interest.</summary>
    /// <param name="id">The solution interest's id.</param>
    /// <param name="etag">The etag that the caller read; empty skips the check.</param>
    /// <param name="change">The changes.</param>
    /// <param name="author">The author of the change.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ResourceNotFoundException">There is no solution interest with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the solution interest has changed.</exception>
    /// <exception cref="ResourceExistsException">Another solution interest has the name.</exception>
    /// <exception cref="ReferenceNotFoundException">The stage model doesn't exist.</exception>
    /// <exception cref="PreconditionFailedException">The stage model is a draft, or groups are at stages of the previous one.</exception>
    public Task<SolutionInterest> UpdateAsync(
        SolutionInterestId id, string etag, SolutionInterestChange change, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var interest = await LockAsync(session, id, etag);
                var name = change.Name ?? interest.Name;
                await RequireFreeAsync(session, name, except: id.Value);
                var stageModel = change.ChangesStageModel ? change.StageModelId : interest.StageModelId;
                if (stageModel != interest.StageModelId)
                {
                    await RequireLiveAsync(session, stageModel);
                    await RequireNoStagesAsync(session, id);
                }

                await session.ExecuteAsync(Update, new
                {
                    id = id.Value,
                    name,
                    nameKey = NameKey.Of(name),
                    description = change.Description ?? interest.Description,
                    stageModel = stageModel?.Value,
                    updateExistingBuyingGroups = change.UpdateExistingBuyingGroups ?? interest.UpdateExistingBuyingGroups,
                    now = Instant.Now(time),
                    author,
                });
                return await ReadAsync(session, id.Value);
            },
            cancellationToken);

    /// <summary>Deletes a solution interest that has no buying groups and no creation jobs.</summary>
    /// <exception cref="ResourceNotFoundException">There is no solution interest with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the solution interest has changed.</exception>
    /// <exception cref="PreconditionFailedException">The solution interest has buying groups or creation jobs.</exception>
    public Task DeleteAsync(SolutionInterestId id, string etag, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await LockAsync(session, id, etag);
                var groups = await session.GetAsync<int>(CountGroups, new { id = id.Value });
                var jobs = await session.QueryAsync<string>(Jobs, new { id = id.Value });
                return groups + jobs.Count == 0
                    ? await session.ExecuteAsync(Delete, new { id = id.Value })
                    : throw new PreconditionFailedException(
                        PreconditionReasons.SolutionInterestInUse,
                        id.Value,
                        $"The solution interest has buying groups: {groups}; creation jobs: "
                        + $"{(jobs.Count == 0 ? "none" : NamedUsers.Of(jobs))}.");
            },
            cancellationToken);

    private static async Task<SolutionInterest> LockAsync(SqlSession session, SolutionInterestId id, string etag)
    {
        await session.FindAsync<string>(LockOne, new { id = id.Value });
        var interest = await ReadAsync(session, id.Value);
        Etag.Require(etag, interest.Revision, ResourceTypes.SolutionInterest, id.Value);
        return interest;
    }

    private static Task RequireFreeAsync(SqlSession session, string name, string? except) =>
        UniqueName.RequireFreeAsync(session, OfName, ResourceTypes.SolutionInterest, "solution interest", name, except);

    private static async Task RequireNoStagesAsync(SqlSession session, SolutionInterestId id)
    {
        var groups = await session.GetAsync<int>(CountGroupsAtStages, new { id = id.Value });
        if (groups > 0)
        {
            throw new PreconditionFailedException(
                PreconditionReasons.StagesInUse, id.Value, $"Buying groups at stages of the stage model that would be replaced: {groups}.");
        }
    }

    private static async Task RequireLiveAsync(SqlSession session, StageModelId? stageModel)
    {
        if (stageModel is { Value: var id })
        {
            var status = await session.FindAsync<string>(StageModelStatus, new { stageModel = id })
                ?? throw new ReferenceNotFoundException("solution_interest.stage_model_id", ResourceTypes.StageModel, id);
            if (StoredWord.Parse<DefinitionStatus>(status) != DefinitionStatus.Live)
            {
                throw new PreconditionFailedException(
                    PreconditionReasons.StageModelNotLive, id, "A solution interest needs a live stage model; this one is a draft.");
            }
        }
    }

    private static async Task<SolutionInterest> ReadAsync(SqlSession session, string id) =>
        (await session.FindAsync<Row>(One, new { id }))?.ToSolutionInterest()
            ?? throw new ResourceNotFoundException(ResourceTypes.SolutionInterest, id);

    private sealed class Row
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string Description { get; init; }

        public required string RoleTemplateId { get; init; }

        public string? StageModelId { get; init; }

        public required bool UpdateExistingBuyingGroups { get; init; }

        public required long Revision { get; init; }

        public required Instant CreatedAt { get; init; }

        public required string CreatedBy { get; init; }

        public required Instant UpdatedAt { get; init; }

        public required string UpdatedBy { get; init; }

        public SolutionInterest ToSolutionInterest() => new(
            new SolutionInterestId(Id),
            Name,
            Description,
            new RoleTemplateId(RoleTemplateId),
            StageModelId is null ? null : new StageModelId(StageModelId),
            UpdateExistingBuyingGroups,
            Revision,
            new Change(CreatedAt.Value, CreatedBy),
            new Change(UpdatedAt.Value, UpdatedBy));
    }
}
