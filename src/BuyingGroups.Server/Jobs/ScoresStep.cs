using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.People;
using BuyingGroups.Server.Rosters;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>
/// Goes through all groups and stores their scores. It bypasses the cache of rosters, which would be flooded with every group.
/// </summary>
internal sealed class ScoresStep(
    JobLeases leases,
    StoredScoreStore store,
    RosterStore rosters,
    ActivityCounters counters,
    CounterMoves moves,
    SharedStateLease lease,
    ScoringCalendar calendar,
    ClockCheck clock,
    TimeProvider time,
    JobOptions options)
{
    private const string Reason = "maintenance job";

    /// <summary>Moves the job from the step before to this one.</summary>
    public async Task<JobClaim> BeginAsync(JobClaim claim, CancellationToken cancellationToken) =>
        await leases.AdvanceAsync(
            claim,
            new JobCheckpoint(JobStep.Scores, ""),
            claim.Job.Progress with { GroupsTotal = await store.CountGroupsAsync(cancellationToken) },
            cancellationToken);

    public async Task<JobClaim> RunAsync(JobClaim claim, CancellationToken cancellationToken)
    {
        clock.Require();
        // If a pass goes on past midnight, all groups still have the same window and are stored under its last day.
        var window = calendar.WindowAt(claim.Job.StartedAt ?? time.GetUtcNow());
        while (true)
        {
            var groups = await store.ReadGroupsAsync(claim.Checkpoint.After, options.GroupsAtOnce, cancellationToken);
            if (groups.Count == 0)
            {
                return claim;
            }

            var readings = await ReadAsync(groups, window, cancellationToken);
            clock.Require();
            claim = await store.StoreAsync(
                claim,
                groups[^1],
                groups.Count,
                [.. readings.Select(ScoreOf)],
                readings
                    .Select(reading => reading.Score(ScoringMethod.ActivityWeighted).Score.Weighted)
                    .Aggregate(ExactScore.Zero, ExactScore.Max),
                window.Last.ToDateOnly(),
                Reason,
                cancellationToken);
            await Task.Delay(options.PauseMilliseconds, cancellationToken);
        }
    }

    private async Task<GroupReading[]> ReadAsync(
        IReadOnlyList<BuyingGroupId> groups, ScoringWindow window, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var state = await lease.CurrentAsync(cancellationToken);
        var read = await rosters.GetAsync(groups, cancellationToken);
        foreach (var move in read.Values.SelectMany(roster => roster.PendingMoves))
        {
            await moves.CompleteAsync(move, cancellationToken);
        }

        return await Task.WhenAll(read.Values.Select(async roster =>
        {
            PersonId[] members = [.. roster.Members.Select(member => member.PersonId)];
            await moves.SettleAsync(roster.AccountId, members, cancellationToken);
            var keys = counters.KeysOf(roster.AccountId, roster.BuyingGroupId, members);
            var cached = new CachedRoster(roster, keys, default);
            return new GroupReading(cached, await counters.ReadGroupAsync(keys, cancellationToken), state, window, now);
        }));
    }

    private static StoredScore ScoreOf(GroupReading reading)
    {
        var (roster, engagement) = (reading.Group.Roster, reading.Score(ScoringMethod.RoleWeighted));
        return new StoredScore(
            roster.BuyingGroupId,
            engagement.Score.Exact,
            engagement.Score.Displayed,
            roster.Completeness.Exact,
            roster.Completeness.Displayed,
            [
                .. roster.Roles.Select((role, index) =>
                    new StoredRoleScore(role.RoleId, engagement.RoleMembers[index], engagement.RoleTotals[index].Value)),
            ]);
    }
}
