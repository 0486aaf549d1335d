using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Sql.Directory;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>Account audiences.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The server's clock, for the times of changes.</param>
public sealed class AudienceStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement One = new("""
        SELECT id, name, description, condition_text, has_account_list, listed_accounts, revision, created_at, created_by, updated_at,
            updated_by
        FROM audience
        WHERE id = @id
        """);

    private static readonly Statement List = new("""
        SELECT id, name, description, condition_text, has_account_list, listed_accounts, revision, created_at, created_by, updated_at,
            updated_by
        FROM audience
        WHERE 1 = 1
            {? AND name_key LIKE @name ESCAPE '\' }
            {? AND updated_at <= @after AND (updated_at < @after OR id < @afterId) }
        ORDER BY updated_at DESC, id DESC
        {limit @take}
        """);

    private static readonly Statement OfName = new("""
        SELECT id
        FROM audience
        WHERE name_key = @nameKey
        """);

    private static readonly Statement Conditions = new("""
        SELECT name, condition_text
        FROM audience
        WHERE condition_text IS NOT NULL
        ORDER BY name, id
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO audience
            (id, name, name_key, description, condition_text, has_account_list, listed_accounts, revision, created_at, created_by,
                updated_at, updated_by)
        VALUES
            (@id, @name, @nameKey, @description, @condition, @hasAccountList, 0, 1, @now, @author, @now, @author)
        """);

    private static readonly Statement LockOne = new("""
        SELECT id
        FROM audience {lock}
        WHERE id = @id
        """);

    private static readonly Statement Update = new("""
        UPDATE audience
        SET name = @name, name_key = @nameKey, description = @description, condition_text = @condition, revision = revision + 1,
            updated_at = @now,
            updated_by = @author
        WHERE id = @id
        """);

    private static readonly Statement Jobs = new("SELECT id FROM job WHERE audience_id = @id ORDER BY id DESC");

    private static readonly Statement Delete = new("DELETE FROM audience WHERE id = @id");

    /// <summary>Creates an audience. If it has a list, the list is empty.</summary>
    /// <param name="name">The name, unique regardless of case.</param>
    /// <param name="description">The description, a free text.</param>
    /// <param name="hasAccountList">Whether the audience has a list.</param>
    /// <param name="condition">
    /// A valid condition over attributes of accounts; null for none, which is only possible if the audience has a list.
    /// </param>
    /// <param name="author">The author of the change.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The audience would have neither a list nor a condition.</exception>
    /// <exception cref="ResourceExistsException">Another audience has the name.</exception>
    /// <exception cref="ReferenceNotFoundException">A custom attribute of the condition isn't declared.</exception>
    public Task<Audience> CreateAsync(
        string name, string description, bool hasAccountList, Condition? condition, string author, CancellationToken cancellationToken =
            default)
    {
        RequireListOrCondition(hasAccountList, condition);
        return database.WriteAsync(
            async session =>
            {
                await RequireDeclaredAsync(session, condition);
                await RequireFreeAsync(session, name, except: null);
                var id = new AudienceId(NewId.Make(time));
                await session.ExecuteAsync(Insert, new
                {
                    id = id.Value,
                    name,
                    nameKey = NameKey.Of(name),
                    description,
                    condition = TextOf(condition),
                    hasAccountList,
                    now = Instant.Now(time),
                    author,
                });
                return await ReadAsync(session, id);
            },
            cancellationToken);
    }

    /// <summary>Reads an audience.</summary>
    /// <exception cref="ResourceNotFoundException">There is no audience with this id.</exception>
    public Task<Audience> GetAsync(AudienceId id, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(session => ReadAsync(session, id), cancellationToken);

    /// <summary>Audiences, newest update first.</summary>
    /// <param name="page">The page to return.</param>
    /// <param name="namePart">Only those whose name contains this text, regardless of case; null or empty means all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<Page<Audience>> ListAsync(PageRequest page, string? namePart = null, CancellationToken cancellationToken = default) =>
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
                return page.Cut(rows, row => new PageCursor(row.UpdatedAt.ToString(), row.Id)).Select(row => row.ToAudience());
            },
            cancellationToken);

    /// <summary>Changes an audience.</summary>
    /// <param name="id">The audience's id.</param>
    /// <param name="etag">The etag that the caller read; empty skips the check.</param>
    /// <param name="change">The changes.</param>
    /// <param name="author">The author of the change.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The audience would have neither a list nor a condition.</exception>
    /// <exception cref="ResourceNotFoundException">There is no audience with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the audience has changed.</exception>
    /// <exception cref="ResourceExistsException">Another audience has the name.</exception>
    /// <exception cref="ReferenceNotFoundException">A custom attribute of the condition isn't declared.</exception>
    public Task<Audience> UpdateAsync(
        AudienceId id, string etag, AudienceChange change, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var audience = await LockAsync(session, id, etag);
                var name = change.Name ?? audience.Name;
                await RequireFreeAsync(session, name, except: id.Value);
                var condition = change.ChangesCondition ? change.Condition : audience.Condition;
                RequireListOrCondition(audience.HasAccountList, condition);
                if (change.ChangesCondition)
                {
                    await RequireDeclaredAsync(session, condition);
                }

                await session.ExecuteAsync(Update, new
                {
                    id = id.Value,
                    name,
                    nameKey = NameKey.Of(name),
                    description = change.Description ?? audience.Description,
                    condition = TextOf(condition),
                    now = Instant.Now(time),
                    author,
                });
                return await ReadAsync(session, id);
            },
            cancellationToken);

    /// <summary>Deletes an audience with its list. A load in progress then fails.</summary>
    /// <exception cref="ResourceNotFoundException">There is no audience with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the audience has changed.</exception>
    /// <exception cref="PreconditionFailedException">Jobs use the audience.</exception>
    public async Task DeleteAsync(AudienceId id, string etag, CancellationToken cancellationToken = default)
    {
        await database.WriteAsync(
            async session =>
            {
                await LockAsync(session, id, etag);
                var jobs = await session.QueryAsync<string>(Jobs, new { id = id.Value });
                if (jobs.Count > 0)
                {
                    throw new PreconditionFailedException(
                        PreconditionReasons.AudienceInUse, id.Value,
                        $"Creation jobs make groups for the audience: {NamedUsers.Of(jobs)}. Delete them first.");
                }

                await AudienceLists.DetachAsync(session, id);
                return await session.ExecuteAsync(Delete, new { id = id.Value });
            },
            cancellationToken);
        await AudienceLists.TidyAsync(database, id, cancellationToken);
    }

    /// <summary>Begins to load a new list, which becomes current once the load is completed.</summary>
    /// <exception cref="ResourceNotFoundException">There is no audience with this id.</exception>
    /// <exception cref="PreconditionFailedException">The audience has no list.</exception>
    public async Task<AudienceLoad> BeginLoadAsync(AudienceId id, CancellationToken cancellationToken = default)
    {
        var list = await database.WriteAsync(
            async session =>
            {
                // Locked, so that the audience can't be deleted before the list refers to it.
                var audience = await LockAsync(session, id, etag: "");
                return audience.HasAccountList
                    ? await AudienceLists.InsertAsync(session, id, time)
                    : throw new PreconditionFailedException(
                        PreconditionReasons.AudienceWithoutList, id.Value, "The audience has no list of accounts, only a condition.");
            },
            cancellationToken);
        return new AudienceLoad(database, time, id, list);
    }

    /// <summary>The accounts of an audience's list in the order of their ids, whether the condition holds for them or not.</summary>
    /// <param name="id">The audience's id. If there is no such audience, the list is empty.</param>
    /// <param name="page">The page to return.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<Page<Account>> ListAccountsAsync(AudienceId id, PageRequest page, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(session => AudienceLists.ReadAsync(session, id, page), cancellationToken);

    /// <summary>The names of the audiences with a condition that names the attribute.</summary>
    internal static async Task<IReadOnlyList<string>> NamingAsync(SqlSession session, string attribute) =>
        [
            .. (await session.QueryAsync<ConditionRow>(Conditions))
                .Where(row => ConditionAttributes.Of(ConditionText.Parse(row.ConditionText)).Contains(attribute))
                .Select(row => row.Name),
        ];

    internal static async Task<Audience> LockAsync(SqlSession session, AudienceId id, string etag)
    {
        await session.FindAsync<string>(LockOne, new { id = id.Value });
        var audience = await ReadAsync(session, id);
        Etag.Require(etag, audience.Revision, ResourceTypes.Audience, id.Value);
        return audience;
    }

    internal static async Task<Audience> ReadAsync(SqlSession session, AudienceId id) =>
        (await session.FindAsync<Row>(One, new { id = id.Value }))?.ToAudience()
            ?? throw new ResourceNotFoundException(ResourceTypes.Audience, id.Value);

    private static void RequireListOrCondition(bool hasAccountList, Condition? condition)
    {
        if (!hasAccountList && condition is null)
        {
            throw new ArgumentException("An audience has a list, a condition, or both.", nameof(condition));
        }
    }

    private static Task RequireDeclaredAsync(SqlSession session, Condition? condition) =>
        AttributeStore.RequireDeclaredAsync(session, AttributeSubject.Account, condition, "audience.condition");

    private static Task RequireFreeAsync(SqlSession session, string name, string? except) =>
        UniqueName.RequireFreeAsync(session, OfName, ResourceTypes.Audience, "audience", name, except);

    private static string? TextOf(Condition? condition) => condition is null ? null : ConditionText.Print(condition);

    private sealed class Row
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string Description { get; init; }

        public string? ConditionText { get; init; }

        public required bool HasAccountList { get; init; }

        public required long ListedAccounts { get; init; }

        public required long Revision { get; init; }

        public required Instant CreatedAt { get; init; }

        public required string CreatedBy { get; init; }

        public required Instant UpdatedAt { get; init; }

        public required string UpdatedBy { get; init; }

        public Audience ToAudience() => new(
            new AudienceId(Id),
            Name,
            Description,
            HasAccountList,
            ConditionText is null ? null : Domain.Conditions.ConditionText.Parse(ConditionText),
            ListedAccounts,
            Revision,
            new Change(CreatedAt.Value, CreatedBy),
            new Change(UpdatedAt.Value, UpdatedBy));
    }

    private sealed class ConditionRow
    {
        public required string Name { get; init; }

        public required string ConditionText { get; init; }
    }
}
