using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>Scoring models, and the codes of activity types.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The server's clock, for the times of changes.</param>
public sealed class ScoringModelStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement OfName = new("""
        SELECT id
        FROM scoring_model
        WHERE name_key = @nameKey
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO scoring_model (id, name, name_key, status, created_at, created_by, updated_at, updated_by)
        VALUES (@id, @name, @nameKey, 'DRAFT', @now, @author, @now, @author)
        """);

    private static readonly Statement CopyTypes = new("""
        INSERT INTO scoring_model_type (model_id, code, position, engagement_type, daily_cap, weight, is_custom)
        SELECT @id, code, position, engagement_type, daily_cap, weight, is_custom
        FROM scoring_model_type
        WHERE model_id = @source
        """);

    private static readonly Statement InsertType = new("""
        INSERT INTO scoring_model_type (model_id, code, position, engagement_type, daily_cap, weight, is_custom)
        SELECT @id, @code, COALESCE(MAX(position), -1) + 1, @engagementType, @dailyCap, @weight, @isCustom
        FROM scoring_model_type
        WHERE model_id = @id
        """);

    private static readonly Statement UpdateType = new("""
        UPDATE scoring_model_type
        SET engagement_type = COALESCE(@engagementType, engagement_type),
            daily_cap = COALESCE(@dailyCap, daily_cap),
            weight = COALESCE(@weight, weight)
        WHERE model_id = @id AND code = @code
        """);

    private static readonly Statement DeleteType = new("DELETE FROM scoring_model_type WHERE model_id = @id AND code = @code");

    private static readonly Statement Rename = new("""
        UPDATE scoring_model
        SET name = @name, name_key = @nameKey, revision = revision + 1, updated_at = @now, updated_by = @author
        WHERE id = @id
        """);

    private static readonly Statement DeleteTypes = new("DELETE FROM scoring_model_type WHERE model_id = @id");

    private static readonly Statement Delete = new("DELETE FROM scoring_model WHERE id = @id");

    private static readonly Statement Archive = new("""
        UPDATE scoring_model
        SET status = 'ARCHIVED', revision = revision + 1, updated_at = @now, updated_by = @author
        WHERE id = @id
        """);

    private static readonly Statement Touch = new("""
        UPDATE scoring_model
        SET revision = revision + 1, updated_at = @now, updated_by = @author
        WHERE id = @id
        """);

    private static readonly Statement ArchiveActive = new("""
        UPDATE scoring_model
        SET status = 'ARCHIVED', revision = revision + 1, updated_at = @now, updated_by = @author
        WHERE status = 'ACTIVE'
        """);

    private static readonly Statement Activate = new("""
        UPDATE scoring_model
        SET status = 'ACTIVE', revision = revision + 1, updated_at = @now, updated_by = @author, activated_at = @now, activated_by = @author
        WHERE id = @id
        """);

    /// <summary>Reads a scoring model.</summary>
    /// <exception cref="ResourceNotFoundException">There is no scoring model with this id.</exception>
    public Task<ScoringModel> GetAsync(ScoringModelId id, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => ScoringModels.GetAsync(session, id), cancellationToken);

    /// <summary>The active model.</summary>
    public Task<ScoringModel> GetActiveAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync(ScoringModels.GetActiveAsync, cancellationToken);

    /// <summary>Models, newest update first.</summary>
    /// <param name="page">The page to return.</param>
    /// <param name="status">Only those with this status; null means any.</param>
    /// <param name="namePart">Only those whose name contains this text, regardless of case; null or empty means all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<Page<ScoringModel>> ListAsync(
        PageRequest page, ScoringModelStatus? status = null, string? namePart = null, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => ScoringModels.ListAsync(session, page, status, namePart), cancellationToken);

    /// <summary>Creates a draft as a copy of a model with any status.</summary>
    /// <exception cref="ResourceNotFoundException">There is no scoring model with this id.</exception>
    /// <exception cref="ResourceExistsException">Another scoring model has the name.</exception>
    public Task<ScoringModel> DuplicateAsync(
        ScoringModelId source, string name, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                // Locked, so that the copy isn't made in the middle of an edit.
                await ScoringModels.LockAsync(session, source);
                await RequireFreeAsync(session, name, except: null);
                var id = new ScoringModelId(NewId.Make(time));
                await session.ExecuteAsync(
                    Insert, new { id = id.Value, name, nameKey = NameKey.Of(name), now = Instant.Now(time), author });
                await session.ExecuteAsync(CopyTypes, new { id = id.Value, source = source.Value });
                return await ScoringModels.GetAsync(session, id);
            },
            cancellationToken);

    /// <summary>
    /// Adds a custom activity type to a draft. A name that no model has had gets the next code. A name that any model has had keeps its
    /// code.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">There is no scoring model with this id.</exception>
    /// <exception cref="ResourceExistsException">The model has a type with that name; the existing id is that name.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the model has changed.</exception>
    /// <exception cref="PreconditionFailedException">The model isn't a draft, or all codes are in use.</exception>
    public Task<ScoringModel> AddActivityTypeAsync(
        ScoringModelId id, NewActivityType type, string author, string etag = "", CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var model = await LockDraftAsync(session, id, etag);
                if (TypeNamed(model, type.Name) is { } existing)
                {
                    throw new ResourceExistsException(
                        ResourceTypes.ActivityType,
                        existing.Name,
                        "activity_type.display_name",
                        $"The scoring model has an activity type named \"{existing.Name}\" already.");
                }

                var code = await ActivityTypeCodes.GetOrAddAsync(session, type.Name);
                await session.ExecuteAsync(InsertType, new
                {
                    id = id.Value,
                    code = (int)code.Value,
                    engagementType = type.EngagementType,
                    dailyCap = type.DailyCap,
                    weight = type.Weight,
                    isCustom = true,
                });
                return await TouchAsync(session, id, author);
            },
            cancellationToken);

    /// <summary>Changes an activity type of a draft.</summary>
    /// <exception cref="ResourceNotFoundException">There is no scoring model with this id, or it has no such type.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the model has changed.</exception>
    /// <exception cref="PreconditionFailedException">The model isn't a draft.</exception>
    public Task<ScoringModel> UpdateActivityTypeAsync(
        ScoringModelId id,
        string typeName,
        ActivityTypeChange change,
        string author,
        string etag = "",
        CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var model = await LockDraftAsync(session, id, etag);
                var type = RequireType(model, typeName);
                await session.ExecuteAsync(UpdateType, new
                {
                    id = id.Value,
                    code = (int)type.Code.Value,
                    engagementType = change.EngagementType,
                    dailyCap = change.DailyCap,
                    weight = change.Weight,
                });
                return await TouchAsync(session, id, author);
            },
            cancellationToken);

    /// <summary>Removes a custom activity type from a draft. Its code is never reused for another name.</summary>
    /// <exception cref="ResourceNotFoundException">There is no scoring model with this id, or it has no such type.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the model has changed.</exception>
    /// <exception cref="PreconditionFailedException">The model isn't a draft, or the type isn't custom.</exception>
    public Task<ScoringModel> RemoveActivityTypeAsync(
        ScoringModelId id, string typeName, string author, string etag = "", CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var type = RequireType(await LockDraftAsync(session, id, etag), typeName);
                if (!type.IsCustom)
                {
                    throw new PreconditionFailedException(
                        PreconditionReasons.ActivityTypeNotCustom,
                        type.Name,
                        $"\"{type.Name}\" is in every scoring model; with weight 0 it doesn't count.");
                }

                await session.ExecuteAsync(DeleteType, new { id = id.Value, code = (int)type.Code.Value });
                await ActivityTypeCodes.ForgetUnusedAsync(session, [type], Instant.Now(time));
                return await TouchAsync(session, id, author);
            },
            cancellationToken);

    /// <summary>Renames a draft.</summary>
    /// <exception cref="ResourceNotFoundException">There is no scoring model with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the model has changed.</exception>
    /// <exception cref="PreconditionFailedException">The model isn't a draft.</exception>
    /// <exception cref="ResourceExistsException">Another scoring model has the name.</exception>
    public Task<ScoringModel> RenameAsync(
        ScoringModelId id, string name, string author, string etag = "", CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await LockDraftAsync(session, id, etag);
                await RequireFreeAsync(session, name, except: id.Value);
                await session.ExecuteAsync(
                    Rename, new { id = id.Value, name, nameKey = NameKey.Of(name), now = Instant.Now(time), author });
                return await ScoringModels.GetAsync(session, id);
            },
            cancellationToken);

    /// <summary>Deletes a draft.</summary>
    /// <exception cref="ResourceNotFoundException">There is no scoring model with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the model has changed.</exception>
    /// <exception cref="PreconditionFailedException">The model isn't a draft.</exception>
    public Task DeleteAsync(ScoringModelId id, string etag = "", CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var model = await LockDraftAsync(session, id, etag);
                await session.ExecuteAsync(DeleteTypes, new { id = id.Value });
                await ActivityTypeCodes.ForgetUnusedAsync(session, model.Types.Where(type => type.IsCustom), Instant.Now(time));
                return await session.ExecuteAsync(Delete, new { id = id.Value });
            },
            cancellationToken);

    /// <summary>Archives a draft.</summary>
    /// <exception cref="ResourceNotFoundException">There is no scoring model with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the model has changed.</exception>
    /// <exception cref="PreconditionFailedException">The model isn't a draft.</exception>
    public Task<ScoringModel> ArchiveAsync(
        ScoringModelId id, string author, string etag = "", CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await LockDraftAsync(session, id, etag);
                await session.ExecuteAsync(Archive, new { id = id.Value, now = Instant.Now(time), author });
                return await ScoringModels.GetAsync(session, id);
            },
            cancellationToken);

    /// <summary>Makes a draft the active model, and archives the previous one in the same transaction.</summary>
    /// <exception cref="ResourceNotFoundException">There is no scoring model with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the model has changed.</exception>
    /// <exception cref="PreconditionFailedException">The model isn't a draft.</exception>
    public Task<ScoringModel> ActivateAsync(
        ScoringModelId id, string author, string etag = "", CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await LockDraftAsync(session, id, etag);
                var now = Instant.Now(time);
                await session.ExecuteAsync(ArchiveActive, new { now, author });
                await session.ExecuteAsync(Activate, new { id = id.Value, now, author });
                return await ScoringModels.GetAsync(session, id);
            },
            cancellationToken);

    /// <summary>
    /// The codes of activity types by <see cref="NameKey"/>, of those names that a type of any scoring model has. A code never changes, so
    /// the answer can be cached until an invalidation of kind <see cref="Invalidations.InvalidationKind.ActivityType"/> says that no model
    /// has the type any more.
    /// </summary>
    public Task<IReadOnlyDictionary<string, ActivityTypeCode>> GetActivityTypeCodesAsync(
        IReadOnlyCollection<string> nameKeys, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(session => ActivityTypeCodes.ReadAsync(session, nameKeys), cancellationToken);

    private static async Task<ScoringModel> LockDraftAsync(SqlSession session, ScoringModelId id, string etag)
    {
        await ScoringModels.LockAsync(session, id);
        var model = await ScoringModels.GetAsync(session, id);
        Etag.Require(etag, model.Revision, ResourceTypes.ScoringModel, id.Value);
        return model.Status == ScoringModelStatus.Draft
            ? model
            : throw new PreconditionFailedException(
                PreconditionReasons.ScoringModelNotDraft, id.Value, $"The scoring model \"{model.Name}\" isn't a draft any more.");
    }

    private static Task RequireFreeAsync(SqlSession session, string name, string? except) =>
        UniqueName.RequireFreeAsync(session, OfName, ResourceTypes.ScoringModel, "scoring model", name, except);

    private static ActivityType RequireType(ScoringModel model, string name) =>
        TypeNamed(model, name) ?? throw new ResourceNotFoundException(ResourceTypes.ActivityType, name);

    private static ActivityType? TypeNamed(ScoringModel model, string name)
    {
        var key = NameKey.Of(name);
        return model.Types.FirstOrDefault(type => NameKey.Of(type.Name) == key);
    }

    private async Task<ScoringModel> TouchAsync(SqlSession session, ScoringModelId id, string author)
    {
        await session.ExecuteAsync(Touch, new { id = id.Value, now = Instant.Now(time), author });
        return await ScoringModels.GetAsync(session, id);
    }
}
