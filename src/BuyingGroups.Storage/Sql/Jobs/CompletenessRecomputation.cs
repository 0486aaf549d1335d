using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Membership;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>Stores the completeness of a template's groups anew after its settings changed.</summary>
/// <param name="database">Where it is kept.</param>
/// <param name="time">Tells when.</param>
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
        WHERE g.id > @afterId AND EXISTS (SELECT 1 FROM solution_interest AS si WHERE si.id = g.solution_interest_id AND si.role_template_id = @template)
        ORDER BY g.id
        {limit @take}
        """);

    /// <summary>How many groups the template has.</summary>
    public Task<long> CountGroupsAsync(RoleTemplateId template, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(session => session.GetAsync<long>(CountGroups, new { template = template.Value }), cancellationToken);

    /// <summary>Does the next groups of a job.</summary>
    /// <param name="claim">The right to do so.</param>
    /// <param name="take">At most so many.</param>
    /// <param name="reason">Why, for the events.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The claim after it, and whether there may be more.</returns>
    /// <exception cref="JobLostException">The job isn't the claimant's any more.</exception>
    /// <exception cref="JobCancelledException">It is to stop.</exception>
    public async Task<(JobClaim Claim, bool More)> RunAsync(JobClaim claim, int take, string reason, CancellationToken cancellationToken = default)
    {
        // Before the write: to find them may take longer than to write them. A group that is made meanwhile is made with the new settings.
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
