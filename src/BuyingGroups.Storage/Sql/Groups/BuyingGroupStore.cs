using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Domain.Stages;
using BuyingGroups.Storage.Sql.Directory;

namespace BuyingGroups.Storage.Sql.Groups;

/// <summary>Buying groups.</summary>
/// <param name="database">Where they are kept.</param>
/// <param name="time">Tells when they changed.</param>
public sealed class BuyingGroupStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement One = new("""
        SELECT g.id, g.solution_interest_id, si.name AS solution_interest_name, si.role_template_id, g.account_id, a.name AS account_name,
            g.created_at, g.created_by, g.updated_at, g.stage_id, s.name AS stage_name, g.status, g.revision,
            g.engagement_exact, g.engagement_displayed, g.engagement_stored_at
        FROM buying_group AS g
        JOIN solution_interest AS si ON si.id = g.solution_interest_id
        JOIN account AS a ON a.id = g.account_id
        LEFT JOIN stage AS s ON s.id = g.stage_id
        WHERE g.id = @id
        """);

    private static readonly Statement List = new("""
        SELECT g.id, g.solution_interest_id, si.name AS solution_interest_name, si.role_template_id, g.account_id, a.name AS account_name,
            g.created_at, g.created_by, g.updated_at, g.stage_id, s.name AS stage_name, g.status, g.revision,
            g.engagement_exact, g.engagement_displayed, g.engagement_stored_at
        FROM buying_group AS g
        JOIN solution_interest AS si ON si.id = g.solution_interest_id
        JOIN account AS a ON a.id = g.account_id
        LEFT JOIN stage AS s ON s.id = g.stage_id
        WHERE 1 = 1
            {? AND g.solution_interest_id = @solutionInterest }
            {? AND g.account_id = @account }
            {? AND g.updated_at <= @after AND (g.updated_at < @after OR g.id < @afterId) }
        ORDER BY g.updated_at DESC, g.id DESC
        {limit @take}
        """);

    private static readonly Statement Exists = new("""
        SELECT id
        FROM buying_group
        WHERE id = @id
        """);

    private static readonly Statement InterestExists = new("""
        SELECT id
        FROM solution_interest {lock_shared}
        WHERE id = @id
        """);

    private static readonly Statement AccountExists = new("""
        SELECT id
        FROM account {lock_shared}
        WHERE id = @id
        """);

    private static readonly Statement DeleteDecisions = new("DELETE FROM membership_decision WHERE group_id = @id");

    private static readonly Statement DeleteMemberships = new("DELETE FROM membership WHERE group_id = @id");

    private static readonly Statement DeleteScores = new("DELETE FROM score_history WHERE group_id = @id");

    private static readonly Statement Delete = new("DELETE FROM buying_group WHERE id = @id");

    /// <summary>Makes the group of a solution interest and an account.</summary>
    /// <param name="solutionInterest">What is sold.</param>
    /// <param name="account">Who is sold to.</param>
    /// <param name="decision">Who makes it; when is set as it is made.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ReferenceNotFoundException">
    /// One of the two isn't there; the field is <c>solution_interest_id</c> or <c>account_id</c>.
    /// </exception>
    /// <exception cref="ResourceExistsException">The pair has a group.</exception>
    public Task<BuyingGroup> CreateAsync(
        SolutionInterestId solutionInterest, AccountId account, Decision decision, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                if (await session.FindAsync<string>(InterestExists, new { id = solutionInterest.Value }) is null)
                {
                    throw new ReferenceNotFoundException(
                        "buying_group.solution_interest_id", ResourceTypes.SolutionInterest, solutionInterest.Value);
                }

                if (await session.FindAsync<string>(AccountExists, new { id = account.Value }) is null)
                {
                    throw new ReferenceNotFoundException("buying_group.account_id", ResourceTypes.Account, account.Value);
                }

                var pair = (solutionInterest, account);
                if ((await GroupCreation.FindAsync(session, [pair])).TryGetValue(pair, out var existing))
                {
                    throw new ResourceExistsException(
                        ResourceTypes.BuyingGroup, existing, "account_id",
                        "There is a buying group of this solution interest and account already.");
                }

                var made = decision.MadeAt(time.GetUtcNow());
                return await ReadAsync(session, (await GroupCreation.CreateAsync(session, [pair], made, time))[pair]);
            },
            cancellationToken);

    /// <summary>One group.</summary>
    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    public Task<BuyingGroup> GetAsync(BuyingGroupId id, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => ReadAsync(session, id.Value), cancellationToken);

    /// <summary>Groups, newest update first.</summary>
    /// <param name="page">Which piece.</param>
    /// <param name="solutionInterest">Only groups of this solution interest; null: any.</param>
    /// <param name="account">Only groups of this account; null: any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<Page<BuyingGroup>> ListAsync(
        PageRequest page,
        SolutionInterestId? solutionInterest = null,
        AccountId? account = null,
        CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session =>
            {
                var rows = await session.QueryAsync<Row>(List, new
                {
                    solutionInterest = solutionInterest?.Value,
                    account = account?.Value,
                    after = page.AfterInstant(),
                    afterId = page.After?.Id,
                    take = page.Take(),
                });
                var cut = page.Cut(rows, row => new PageCursor(row.UpdatedAt.ToString(), row.Id));
                return new Page<BuyingGroup>(await WithCompletenessAsync(session, cut.Items), cut.Next);
            },
            cancellationToken);

    /// <summary>Deletes a group with its memberships, their history and that of its scores; the events stay.</summary>
    /// <param name="id">Which group.</param>
    /// <param name="etag">As the caller read it; empty: whatever it is.</param>
    /// <param name="decision">Who deletes it and why; when is set as it is deleted.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The group that there was.</returns>
    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    /// <exception cref="EtagMismatchException">It has changed.</exception>
    public Task<TouchedGroup> DeleteAsync(
        BuyingGroupId id, string etag, Decision decision, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var group = (await LockedGroup.LockAsync(session, [id.Value])).SingleOrDefault()
                    ?? throw new ResourceNotFoundException(ResourceTypes.BuyingGroup, id.Value);
                Etag.Require(etag, group.Revision, ResourceTypes.BuyingGroup, id.Value);
                var made = decision.MadeAt(time.GetUtcNow());

                foreach (var statement in new[] { DeleteDecisions, DeleteMemberships, DeleteScores, Delete })
                {
                    await session.ExecuteAsync(statement, new { id = id.Value });
                }

                var deleted = new TouchedGroup(id, new AccountId(group.AccountId));
                session.Tell(new NewEvent(
                    GroupEventType.GroupDeleted,
                    id,
                    new SolutionInterestId(group.SolutionInterestId),
                    deleted.AccountId,
                    PersonId: null,
                    made,
                    Old: null,
                    New: null));
                session.Invalidate(new Instant(made.At), deleted.Invalidation);
                return deleted;
            },
            cancellationToken);

    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    internal static async Task RequireAsync(SqlSession session, BuyingGroupId id)
    {
        if (await session.FindAsync<string>(Exists, new { id = id.Value }) is null)
        {
            throw new ResourceNotFoundException(ResourceTypes.BuyingGroup, id.Value);
        }
    }

    private static async Task<BuyingGroup> ReadAsync(SqlSession session, string id)
    {
        var row = await session.FindAsync<Row>(One, new { id }) ?? throw new ResourceNotFoundException(ResourceTypes.BuyingGroup, id);
        return (await WithCompletenessAsync(session, [row]))[0];
    }

    private static async Task<IReadOnlyList<BuyingGroup>> WithCompletenessAsync(SqlSession session, IReadOnlyList<Row> rows)
    {
        var scores = await GroupCompleteness.ReadAsync(session, [.. rows.Select(row => (row.Id, row.RoleTemplateId))]);
        return [.. rows.Select(row => row.ToGroup(scores[row.Id]))];
    }

    private sealed class Row
    {
        public required string Id { get; init; }

        public required string SolutionInterestId { get; init; }

        public required string SolutionInterestName { get; init; }

        public required string RoleTemplateId { get; init; }

        public required string AccountId { get; init; }

        public required string AccountName { get; init; }

        public required Instant CreatedAt { get; init; }

        public required string CreatedBy { get; init; }

        public required Instant UpdatedAt { get; init; }

        public string? StageId { get; init; }

        public string? StageName { get; init; }

        public required string Status { get; init; }

        public required long Revision { get; init; }

        public double? EngagementExact { get; init; }

        public long? EngagementDisplayed { get; init; }

        public Instant? EngagementStoredAt { get; init; }

        public BuyingGroup ToGroup(CompletenessScore completeness) => new(
            new BuyingGroupId(Id),
            new SolutionInterestId(SolutionInterestId),
            SolutionInterestName,
            new AccountId(AccountId),
            AccountName,
            completeness,
            new Change(CreatedAt.Value, CreatedBy),
            UpdatedAt.Value,
            StageId is null ? null : (new StageId(StageId), StageName ?? ""),
            Status,
            Revision)
        {
            StoredEngagement = EngagementStoredAt is { } at
                ? new StoredEngagement(EngagementExact ?? 0, EngagementDisplayed ?? 0, at.Value)
                : null,
        };
    }
}
