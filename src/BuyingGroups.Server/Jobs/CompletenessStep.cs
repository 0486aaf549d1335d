using BuyingGroups.Server.Stores;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>Goes through the groups of a role template and recomputes their stored completeness.</summary>
internal sealed class CompletenessStep(JobLeases leases, CompletenessRecomputation recomputation, ClockCheck clock, JobOptions options)
{
    public async Task<JobClaim> RunAsync(JobClaim claim, CancellationToken cancellationToken)
    {
        if (claim.Job.Progress.GroupsTotal == 0)
        {
            var total = await recomputation.CountGroupsAsync(claim.Job.RoleTemplateId!.Value, cancellationToken);
            claim = await leases.AdvanceAsync(claim, claim.Checkpoint, claim.Job.Progress with { GroupsTotal = total }, cancellationToken);
        }

        var more = true;
        while (more)
        {
            clock.Require();
            (claim, more) = await recomputation.RunAsync(claim, options.GroupsAtOnce, "completeness settings", cancellationToken);
            await Task.Delay(options.PauseMilliseconds, cancellationToken);
        }

        return claim;
    }
}
