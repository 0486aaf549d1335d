using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Invalidations;

namespace BuyingGroups.Storage.Sql.Groups;

/// <summary>Reads what scores need to know about groups.</summary>
/// <param name="database">Where it is kept.</param>
public sealed class RosterStore(SqlDatabase database)
{
    // Of a second. Who missed more than that has little left to keep.
    private const int MaxInvalidations = 10_000;

    private static readonly Dictionary<string, InvalidationKind> Kinds = Enum.GetValues<InvalidationKind>().ToDictionary(StoredWord.Of);

    private static readonly Statement Groups = new("""
        SELECT g.id, g.account_id, g.solution_interest_id, g.revision, g.updated_at, si.role_template_id
        FROM buying_group AS g
        JOIN {ids @groups} AS wanted ON wanted.id = g.id
        JOIN solution_interest AS si ON si.id = g.solution_interest_id
        """);

    private static readonly Statement Members = new("""
        SELECT m.group_id, m.person_id, m.role_id, p.first_name, p.last_name, p.job_title, p.account_id, p.moving_from_account_id, p.move_id
        FROM membership AS m
        JOIN {ids @groups} AS wanted ON wanted.id = m.group_id
        JOIN person AS p ON p.id = m.person_id
        WHERE m.state = 'ASSIGNED'
        ORDER BY m.group_id, m.person_id
        """);

    private static readonly Statement Accounts = new("""
        SELECT g.id, g.account_id
        FROM buying_group AS g
        JOIN {ids @groups} AS wanted ON wanted.id = g.id
        """);

    // One statement, so that all of it is of one moment.
    private static readonly Statement Versions = new("""
        SELECT scoring_model.id AS active_model_id,
            shared_state.highest_group_numerator, shared_state.highest_group_denominator,
            shared_state.highest_person_numerator, shared_state.highest_person_denominator, shared_state.highest_at,
            shared_state.time_zone, log.last_position, shared_state.roster_fence - log.fence_advances AS foreign_fence,
            entry.kind, entry.subject_id
        FROM shared_state
        CROSS JOIN invalidation_log AS log
        CROSS JOIN scoring_model
        LEFT JOIN invalidation AS entry ON entry.position > @known
        WHERE scoring_model.status = 'ACTIVE'
        ORDER BY entry.position
        {limit @take}
        """);

    private static readonly Statement LastPosition = new("SELECT last_position FROM invalidation_log");

    /// <summary>
    /// The rosters of these groups, by a number of statements that doesn't depend on how many there are; unknown groups are left out of the
    /// answer.
    /// </summary>
    /// <param name="groups">At most 200.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyDictionary<BuyingGroupId, Roster>> GetAsync(
        IReadOnlyCollection<BuyingGroupId> groups, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async Task<IReadOnlyDictionary<BuyingGroupId, Roster>> (session) =>
            {
                var ids = StoredJson.Ids(groups.Select(group => group.Value));
                var rows = await session.QueryAsync<GroupRow>(Groups, new { groups = ids });
                var members = (await session.QueryAsync<MemberRow>(Members, new { groups = ids })).ToLookup(member => member.GroupId);
                var roles = await TemplateRoles.ReadAsync(session, rows.Select(row => row.RoleTemplateId));
                var position = await session.GetAsync<long>(LastPosition);
                return rows
                    .Select(row => row.ToRoster(roles[row.RoleTemplateId], [.. members[row.Id]], position))
                    .ToDictionary(roster => roster.BuyingGroupId);
            },
            cancellationToken);

    /// <summary>The accounts of those groups that there are; a group's account never changes.</summary>
    public Task<IReadOnlyDictionary<BuyingGroupId, AccountId>> GetAccountsAsync(
        IReadOnlyCollection<BuyingGroupId> groups, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async Task<IReadOnlyDictionary<BuyingGroupId, AccountId>> (session) =>
                (await session.QueryAsync<AccountRow>(Accounts, new { groups = StoredJson.Ids(groups.Select(group => group.Value)) }))
                .ToDictionary(row => new BuyingGroupId(row.Id), row => new AccountId(row.AccountId)),
            cancellationToken);

    /// <summary>What every server looks at each second.</summary>
    /// <param name="known">
    /// The position up to which the caller knows the log of invalidations; null: it keeps nothing that could be invalid.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<SharedVersions> GetSharedVersionsAsync(long? known = null, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async session =>
            {
                var rows = await session.QueryAsync<VersionsRow>(
                    Versions, new { known = known ?? long.MaxValue, take = MaxInvalidations + 1 });
                return rows[0].ToVersions(known is { } position ? InvalidationsAfter(position, rows) : []);
            },
            cancellationToken);

    /// <summary>
    /// Makes servers that don't know the log of invalidations read rosters anew, when Redis couldn't be told that one has changed.
    /// </summary>
    public Task AdvanceFenceAsync(CancellationToken cancellationToken = default) =>
        database.WriteAsync(InvalidationLog.AdvanceFenceAsync, cancellationToken);

    /// <summary>Drops invalidations that are older than they are kept.</summary>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task DropOldInvalidationsAsync(DateTimeOffset now, CancellationToken cancellationToken = default) =>
        database.WriteInPiecesAsync(session => InvalidationLog.DropOldAsync(session, new Instant(now)), cancellationToken);

    // One a position, so a number that isn't that of the positions in between tells of entries that were dropped, of a database that was
    // put back to an older state, or of more than were read.
    private static Invalidation[]? InvalidationsAfter(long known, List<VersionsRow> rows)
    {
        // The kinds of a newer version aren't known here.
        Invalidation[] entries =
        [
            .. rows
                .Where(row => row.Kind is not null && Kinds.ContainsKey(row.Kind))
                .Select(row => new Invalidation(Kinds[row.Kind!], row.SubjectId!)),
        ];
        return entries.Length == rows[0].LastPosition - known ? entries : null;
    }

    private sealed class AccountRow
    {
        public required string Id { get; init; }

        public required string AccountId { get; init; }
    }

    private sealed class VersionsRow
    {
        public required string ActiveModelId { get; init; }

        public required long LastPosition { get; init; }

        public required long ForeignFence { get; init; }

        public long? HighestGroupNumerator { get; init; }

        public long? HighestGroupDenominator { get; init; }

        public long? HighestPersonNumerator { get; init; }

        public long? HighestPersonDenominator { get; init; }

        public Instant? HighestAt { get; init; }

        public string? TimeZone { get; init; }

        public string? Kind { get; init; }

        public string? SubjectId { get; init; }

        public SharedVersions ToVersions(IReadOnlyList<Invalidation>? invalidations) => new(
            new ScoringModelId(ActiveModelId),
            HighestAt is { } at
                ? new HighestScores(
                    ScoreOf(HighestGroupNumerator, HighestGroupDenominator),
                    ScoreOf(HighestPersonNumerator, HighestPersonDenominator),
                    at.Value)
                : null,
            TimeZone,
            LastPosition,
            ForeignFence,
            invalidations);

        private static ExactScore ScoreOf(long? numerator, long? denominator) =>
            numerator is { } above && denominator is { } below ? new ExactScore(above, below) : ExactScore.Zero;
    }

    private sealed class GroupRow
    {
        public required string Id { get; init; }

        public required string AccountId { get; init; }

        public required string SolutionInterestId { get; init; }

        public required long Revision { get; init; }

        public required Instant UpdatedAt { get; init; }

        public required string RoleTemplateId { get; init; }

        public Roster ToRoster(IReadOnlyList<TemplateRole> roles, IReadOnlyList<MemberRow> members, long position)
        {
            var counts = members.CountBy(member => new RoleId(member.RoleId)).ToDictionary();
            return new Roster(
                new BuyingGroupId(Id),
                new AccountId(AccountId),
                new SolutionInterestId(SolutionInterestId),
                roles,
                [.. members.Select(member => member.ToMember())],
                CompletenessScore.Of(roles, role => counts.GetValueOrDefault(role)),
                [.. members.Select(member => member.ToPendingMove()).OfType<PendingMove>()],
                Revision,
                UpdatedAt.Value,
                position);
        }
    }

    private sealed class MemberRow
    {
        public required string GroupId { get; init; }

        public required string PersonId { get; init; }

        public required string RoleId { get; init; }

        public string? FirstName { get; init; }

        public string? LastName { get; init; }

        public string? JobTitle { get; init; }

        public required string AccountId { get; init; }

        public string? MovingFromAccountId { get; init; }

        public string? MoveId { get; init; }

        public RosterMember ToMember() => new(new PersonId(PersonId), new RoleId(RoleId), FirstName, LastName, JobTitle);

        public PendingMove? ToPendingMove() => PendingMoves.Of(PersonId, AccountId, MovingFromAccountId, MoveId);
    }
}
