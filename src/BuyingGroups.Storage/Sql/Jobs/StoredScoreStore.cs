using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql.Groups;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>The engagement scores that passes store, for lists and events, and their history by day.</summary>
/// <param name="database">Where they are kept.</param>
/// <param name="time">Tells when they were stored.</param>
public sealed class StoredScoreStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement CountGroups = new("SELECT COUNT(*) FROM buying_group");

    private static readonly Statement GroupsAfter = new("""
        SELECT id
        FROM buying_group
        WHERE id > @afterId
        ORDER BY id
        {limit @take}
        """);

    // Neither revision nor time of update: who edits a group isn't disturbed by a score that was stored.
    private static readonly Statement Update = new("""
        UPDATE buying_group
        SET engagement_exact = r.exact, engagement_displayed = r.displayed, engagement_stored_at = @now
        FROM {rows @scores (id id, exact real, displayed long)} AS r
        WHERE buying_group.id = r.id
        """);

    private static readonly Statement DropDay = new("""
        DELETE FROM score_history
        WHERE day = @day AND group_id IN (SELECT wanted.id FROM {ids @groups} AS wanted)
        """);

    private static readonly Statement AppendDay = new("""
        INSERT INTO score_history
            (group_id, day, engagement_exact, engagement_displayed, completeness_exact, completeness_displayed, roles, stored_at)
        SELECT r.id, @day, r.exact, r.displayed, r.completeness_exact, r.completeness_displayed, r.roles, @now
        FROM {rows @scores (id id, exact real, displayed long, completeness_exact real, completeness_displayed whole, roles json)} AS r
        """);

    private static readonly Statement History = new("""
        SELECT group_id, day, engagement_exact, engagement_displayed, completeness_exact, completeness_displayed, roles, stored_at
        FROM score_history
        WHERE group_id = @group
            {? AND day >= @firstDay }
            {? AND day <= @lastDay }
            {? AND day < @beforeDay }
        ORDER BY day DESC
        {limit @take}
        """);

    /// <summary>How many groups there are.</summary>
    public Task<long> CountGroupsAsync(CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(session => session.GetAsync<long>(CountGroups), cancellationToken);

    /// <summary>The next groups in the order of their ids.</summary>
    public Task<IReadOnlyList<BuyingGroupId>> ReadGroupsAsync(string after, int take, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async Task<IReadOnlyList<BuyingGroupId>> (session) =>
                [.. (await session.QueryAsync<string>(GroupsAfter, new { afterId = after, take })).Select(id => new BuyingGroupId(id))],
            cancellationToken);

    /// <summary>Stores the scores of a batch with the job's checkpoint, and tells of those whose displayed score is another.</summary>
    /// <param name="claim">The right to do so.</param>
    /// <param name="last">The last group of the batch.</param>
    /// <param name="looked">How many groups the batch has.</param>
    /// <param name="scores">Of those that there are.</param>
    /// <param name="highest">The highest activity-weighted score of the groups.</param>
    /// <param name="day">The last day of the scores' window: the day on which the job began, in the configured time zone.</param>
    /// <param name="reason">Why, for the events.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobLostException">The job isn't the claimant's any more.</exception>
    /// <exception cref="JobCancelledException">It is to stop.</exception>
    public Task<JobClaim> StoreAsync(
        JobClaim claim,
        BuyingGroupId last,
        int looked,
        IReadOnlyList<StoredScore> scores,
        ExactScore highest,
        DateOnly day,
        string reason,
        CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await JobRows.RequireAsync(session, claim);
                var locked = await LockedGroup.LockAsync(session, scores.Select(score => score.GroupId.Value));
                var now = Instant.Now(time);
                var decision = claim.Job.Decide(now.Value, reason);
                // Without roles and members: a pass doesn't decide on them.
                var stored = locked
                    .Select(row => new GroupUnderChange(row.ToState(), roles: [], stageModel: null, records: []))
                    .Join(scores, group => group.State.Id, score => score.GroupId, (group, score) => (Group: group, Score: score))
                    .ToArray();
                if (stored.Length > 0)
                {
                    await WriteAsync(session, [.. stored.Select(each => each.Score)], StoredDay.Of(day), now);
                }

                foreach (var (group, score) in stored)
                {
                    group.StoreEngagement(score.Exact, score.Displayed, decision);
                }

                NewEvent[] changed = [.. stored.SelectMany(each => each.Group.Events)];
                foreach (var change in changed)
                {
                    session.Tell(change);
                }

                var progress = claim.Job.Progress;
                return await JobRows.AdvanceAsync(
                    session,
                    claim,
                    new JobCheckpoint(JobStep.Scores, last.Value),
                    progress with
                    {
                        GroupsDone = progress.GroupsDone + looked,
                        EngagementChanged = progress.EngagementChanged + changed.Length,
                        HighestGroup = ExactScore.Max(progress.HighestGroup, highest),
                    });
            },
            cancellationToken);

    /// <summary>A group's score history, newest day first.</summary>
    /// <param name="group">The group.</param>
    /// <param name="page">Which piece.</param>
    /// <param name="firstDay">From this day on; null: from the first.</param>
    /// <param name="lastDay">Up to this day; null: to the last.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ResourceNotFoundException">There is no such group.</exception>
    public Task<Page<DayScore>> ListHistoryAsync(
        BuyingGroupId group, PageRequest page, DateOnly? firstDay, DateOnly? lastDay, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session =>
            {
                await BuyingGroupStore.RequireAsync(session, group);
                var rows = await session.QueryAsync<HistoryRow>(History, new
                {
                    group = group.Value,
                    firstDay = firstDay is { } first ? StoredDay.Of(first) : null,
                    lastDay = lastDay is { } until ? StoredDay.Of(until) : null,
                    beforeDay = page.After?.Id,
                    take = page.Take(),
                });
                return page.Cut(rows, row => new PageCursor("", row.Day)).Select(row => row.ToDayScore());
            },
            cancellationToken);

    private static async Task WriteAsync(SqlSession session, IReadOnlyList<StoredScore> scores, string day, Instant now)
    {
        var rows = StoredJson.Write(scores.Select(score => new
        {
            Id = score.GroupId.Value,
            score.Exact,
            score.Displayed,
            score.CompletenessExact,
            score.CompletenessDisplayed,
            Roles = StoredJson.Write(score.Roles.Select(role => new RoleJson(role.RoleId.Value, role.Members, role.Total))),
        }));
        await session.ExecuteAsync(Update, new { scores = rows, now });
        await session.ExecuteAsync(DropDay, new { day, groups = StoredJson.Ids(scores.Select(score => score.GroupId.Value)) });
        await session.ExecuteAsync(AppendDay, new { scores = rows, day, now });
    }

    private sealed record RoleJson(string RoleId, int Members, double Total);

    private sealed class HistoryRow
    {
        public required string GroupId { get; init; }

        public required string Day { get; init; }

        public required double EngagementExact { get; init; }

        public required long EngagementDisplayed { get; init; }

        public required double CompletenessExact { get; init; }

        public required int CompletenessDisplayed { get; init; }

        public required string Roles { get; init; }

        public required Instant StoredAt { get; init; }

        public DayScore ToDayScore() => new(
            StoredDay.Parse(Day),
            new StoredScore(
                new BuyingGroupId(GroupId),
                EngagementExact,
                EngagementDisplayed,
                CompletenessExact,
                CompletenessDisplayed,
                [
                    .. StoredJson.Read<RoleJson[]>(Roles)
                        .Select(role => new StoredRoleScore(new RoleId(role.RoleId), role.Members, role.Total)),
                ]),
            StoredAt.Value);
    }
}
