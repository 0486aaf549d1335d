using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Membership;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>Recomputes the stored completeness of a template's groups after the template's settings have changed.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The server's clock, for the times of changes.</param>
public sealed class CompletenessRecomputation(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement CountGroups = new("""
        SELECT COUNT(*)
        FROM buying_group AS g
        JOIN solution_interest AS si ON si.id = g.solution_interest_id
        WHERE si.role_template_id = @template
        """);

    private static readonly Statement GroupsAfter = new("""
        SELECT g.id
        FROM buying_group AS g
        WHERE g.id > @afterId AND EXISTS (SELECT 1 FROM solution_interest AS si WHERE si.id = g.solution_interest_id
            AND si.role_template_id = @template)
        ORDER BY g.id
        {limit @take}
        """);

    /// <summary>The number of groups of the template.</summary>
    public Task<long> CountGroupsAsync(RoleTemplateId template, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(session => session.GetAsync<long>(CountGroups, new { template = template.Value }), cancellationToken);

    /// <summary>Processes the next groups of a job.</summary>
    /// <param name="claim">The claim on the job.</param>
    /// <param name="take">The most to process.</param>
    /// <param name="reason">The reason of the change, for its events.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The claim after this batch, and whether there may be more groups.</returns>
    /// <exception cref="JobLostException">The claim's lease was lost.</exception>
    /// <exception cref="JobCancelledException">The job was asked to stop.</exception>
    public async Task<(JobClaim Claim, bool More)> RunAsync(
        JobClaim claim, int take, string reason, CancellationToken cancellationToken = default)
    {
        // Read before the write, because finding the groups may take longer than writing them. A group that is created meanwhile has the
        // new settings already.
        var groups = await database.ReadOneAsync(
            session => session.QueryAsync<string>(
                GroupsAfter, new { template = claim.Job.RoleTemplateId!.Value.Value, afterId = claim.Checkpoint.After, take }),
            cancellationToken);
        return groups.Count == 0 ? (claim, false) : (await StoreAsync(claim, groups, reason, cancellationToken), groups.Count == take);
    }

    private Task<JobClaim> StoreAsync(JobClaim claim, List<string> groups, string reason, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await JobRows.RequireAsync(session, claim);
                var now = Instant.Now(time);
                var decision = claim.Job.Decide(now.Value, reason);
                var changed = await RecomputeAsync(session, groups, decision);
                var progress = claim.Job.Progress;
                return await JobRows.AdvanceAsync(
                    session,
                    claim,
                    claim.Checkpoint with { After = groups[^1] },
                    progress with
                    {
                        GroupsDone = progress.GroupsDone + groups.Count,
                        CompletenessChanged = progress.CompletenessChanged + changed,
                    });
            },
            cancellationToken);

    /// <summary>Recomputes the completeness of groups, and tells of it. A group whose score is the same stays as it is.</summary>
    /// <returns>How many have another displayed score.</returns>
    private static async Task<int> RecomputeAsync(SqlSession session, IEnumerable<string> ids, Decision decision)
    {
        var groups = await GroupsUnderChange.LoadAsync(session, await LockedGroup.LockAsync(session, ids), records: []);
        var members = await GroupCompleteness.CountMembersAsync(session, groups.All.Select(group => group.State.Id.Value));
        foreach (var group in groups.All)
        {
            group.SettingsChanged(role => members.GetValueOrDefault((group.State.Id.Value, role)), decision);
        }

        await groups.WriteAsync(session, history: [], decision.At);
        return groups.All.Count(group => group.Events.Count > 0);
    }
}
