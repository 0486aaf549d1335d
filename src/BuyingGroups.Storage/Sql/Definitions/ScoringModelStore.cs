using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>Scoring models, and the codes of activity types.</summary>
/// <param name="database">Where they are kept.</param>
/// <param name="time">Tells when they changed.</param>
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

    private static readonly Statement Touch = new("""
        UPDATE scoring_model
        SET updated_at = @now, updated_by = @author
        WHERE id = @id
        """);

    private static readonly Statement ArchiveActive = new("""
        UPDATE scoring_model
        SET status = 'ARCHIVED', updated_at = @now, updated_by = @author
        WHERE status = 'ACTIVE'
        """);

    private static readonly Statement Activate = new("""
        UPDATE scoring_model
        SET status = 'ACTIVE', updated_at = @now, updated_by = @author, activated_at = @now, activated_by = @author
        WHERE id = @id
        """);

    /// <summary>One model.</summary>
    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    public Task<ScoringModel> GetAsync(ScoringModelId id, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => ScoringModels.GetAsync(session, id), cancellationToken);

    /// <summary>The model that scores now.</summary>
    public Task<ScoringModel> GetActiveAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync(ScoringModels.GetActiveAsync, cancellationToken);

    /// <summary>Models, newest update first.</summary>
    /// <param name="page">Which piece.</param>
    /// <param name="status">Only those of this status; null: any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Page<ScoringModel>> ListAsync(
        PageRequest page, ScoringModelStatus? status = null, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => ScoringModels.ListAsync(session, page, status), cancellationToken);

    /// <summary>Makes a draft copy of a model of any status.</summary>
    /// <exception cref="ResourceNotFoundException">There is no such model.</exception>
    /// <exception cref="ResourceExistsException">The name is taken.</exception>
    public Task<ScoringModel> DuplicateAsync(
        ScoringModelId source, string name, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                // Locked, so that the copy isn't taken in the middle of an edit.
                await ScoringModels.LockAsync(session, source);
                var nameKey = NameKey.Of(name);
                if (await session.FindAsync<string>(OfName, new { nameKey }) is { } existing)
                {
                    throw new ResourceExistsException(
                        ResourceTypes.ScoringModel, existing, "display_name", $"There is a scoring model named \"{name}\" already.");
                }

                var id = new ScoringModelId(NewId.Make(time));
                await session.ExecuteAsync(Insert, new { id = id.Value, name, nameKey, now = Instant.Now(time), author });
                await session.ExecuteAsync(CopyTypes, new { id = id.Value, source = source.Value });
                return await ScoringModels.GetAsync(session, id);
            },
            cancellationToken);

    /// <summary>
    /// Adds a custom activity type to a draft. A name that no model has had gets the next code; one that was there in any model, its own.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">There is no such model.</exception>
    /// <exception cref="ResourceExistsException">The model has a type of that name; the existing id is that name.</exception>
    /// <exception cref="PreconditionFailedException">The model isn't a draft, or all codes are given away.</exception>
    public Task<ScoringModel> AddActivityTypeAsync(
        ScoringModelId id, NewActivityType type, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var model = await LockDraftAsync(session, id);
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
    /// <exception cref="ResourceNotFoundException">There is no such model, or no such type in it.</exception>
    /// <exception cref="PreconditionFailedException">The model isn't a draft.</exception>
    public Task<ScoringModel> UpdateActivityTypeAsync(
        ScoringModelId id, string typeName, ActivityTypeChange change, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var model = await LockDraftAsync(session, id);
                var type = TypeNamed(model, typeName) ?? throw new ResourceNotFoundException(ResourceTypes.ActivityType, typeName);
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

    /// <summary>Makes a draft the model that scores, and archives the one before, in one step.</summary>
    /// <exception cref="ResourceNotFoundException">There is no such model.</exception>
    /// <exception cref="PreconditionFailedException">The model isn't a draft.</exception>
    public Task<ScoringModel> ActivateAsync(ScoringModelId id, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await LockDraftAsync(session, id);
                var now = Instant.Now(time);
                await session.ExecuteAsync(ArchiveActive, new { now, author });
                await session.ExecuteAsync(Activate, new { id = id.Value, now, author });
                return await ScoringModels.GetAsync(session, id);
            },
            cancellationToken);

    /// <summary>
    /// The code of every activity type that there ever was, by <see cref="NameKey"/> of its name. A code never changes, so that the answer can be
    /// kept; only a name that isn't in it needs another look.
    /// </summary>
    public Task<IReadOnlyDictionary<string, ActivityTypeCode>> GetActivityTypeCodesAsync(CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(ActivityTypeCodes.ReadAllAsync, cancellationToken);

    private static async Task<ScoringModel> LockDraftAsync(SqlSession session, ScoringModelId id)
    {
        await ScoringModels.LockAsync(session, id);
        var model = await ScoringModels.GetAsync(session, id);
        return model.Status == ScoringModelStatus.Draft
            ? model
            : throw new PreconditionFailedException(
                PreconditionReasons.ScoringModelNotDraft, id.Value, $"The scoring model \"{model.Name}\" isn't a draft any more.");
    }

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
