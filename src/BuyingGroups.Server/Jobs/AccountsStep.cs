using BuyingGroups.Domain.Jobs;
using BuyingGroups.Server.Hosting;
using BuyingGroups.Server.Services.Groups;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>Goes through accounts: makes their groups, and fills them.</summary>
internal sealed class AccountsStep(
    JobLeases leases,
    JobAccountReader reader,
    JobAccountWriter writer,
    StoredScoreStore scores,
    TargetReader targetReader,
    AccountPlanner planner,
    RosterChanges rosters,
    ClockCheck clock,
    JobOptions options)
{
    public async Task<JobClaim> RunAsync(JobClaim claim, CancellationToken cancellationToken)
    {
        var job = claim.Job;
        var targets = await targetReader.ReadAsync(claim.Job, cancellationToken);
        var onList = claim.Job.Type == JobType.Creation && targets.Audiences is [{ HasList: true, AudienceId: var id }] ? id : default(Domain.Definitions.AudienceId?);
        if (claim.Job.Progress.AccountsTotal == 0)
        {
            var total = await reader.CountAccountsAsync(onList, cancellationToken);
            // What the next step looks at is told too, so that the estimate of the end knows of it.
            var groups = claim.Job.Type == JobType.Maintenance ? await scores.CountGroupsAsync(cancellationToken) : 0;
            claim = await leases.AdvanceAsync(
                claim, claim.Checkpoint, claim.Job.Progress with { AccountsTotal = total, GroupsTotal = groups }, cancellationToken);
        }

        var reason = claim.Job.Type == JobType.Creation ? "creation job" : "maintenance job";
        var most = (options.AccountsAtOnce, options.PeopleAtOnce);
        var next = PlanAsync(claim.Checkpoint.After);
        try
        {
            while (await next is { } plan)
            {
                foreach (var piece in plan.InPieces(options.PeopleAtOnce))
                {
                    clock.Require();
                    if (!piece.IsContinued)
                    {
                        // Batches are of different accounts: the next is planned while this one is written. On a thread of its own, since SQLite never waits asynchronously.
                        next = Task.Run(() => PlanAsync(plan.Last.Value), CancellationToken.None);
                    }

                    (claim, var changed) = await writer.CarryOutAsync(claim, piece, reason, cancellationToken);
                    if (changed.Count > 0)
                    {
                        await rosters.ChangedAsync([.. changed.Select(group => (group.AccountId, group.BuyingGroupId))]);
                    }

                    await Task.Delay(options.PauseMilliseconds, cancellationToken);
                }
            }

            return claim;
        }
        finally
        {
            await next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        async Task<AccountsPlan?> PlanAsync(string after)
        {
            var read = await reader.ReadAccountsAsync(
                after, onList, most, targets.Audiences, [.. targets.All.Select(target => target.Interest)], cancellationToken);
            return read.Accounts.Count == 0 ? null : await planner.PlanAsync(job, read, targets, cancellationToken);
        }
    }
}
