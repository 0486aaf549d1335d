using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.Services.Conditions;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>
/// Goes through accounts, creates their groups and fills them. If a batch fails for an unforeseen reason, its accounts are processed one by
/// one, and the one at fault is listed in the job's errors.
/// </summary>
internal sealed class AccountsStep(
    JobLeases leases,
    JobAccountReader reader,
    JobAccountWriter writer,
    StoredScoreStore scores,
    TargetReader targetReader,
    AccountPlanner planner,
    RosterChanges rosters,
    ConditionWorkers workers,
    ClockCheck clock,
    JobOptions options,
    ILogger<AccountsStep> logger)
{
    public async Task<JobClaim> RunAsync(JobClaim claim, CancellationToken cancellationToken)
    {
        var targets = await targetReader.ReadAsync(claim.Job, cancellationToken);
        var onList = claim.Job.Type == JobType.Creation && targets.Audiences is [{ HasList: true, AudienceId: var id }]
            ? id
            : default(AudienceId?);
        if (claim.Job.Progress.AccountsTotal == 0)
        {
            var total = await reader.CountAccountsAsync(onList, cancellationToken);
            // The totals of the following steps are stored too, so that the estimate of the job's end includes them.
            var (groups, people) = claim.Job.Type == JobType.Maintenance
                ? (await scores.CountGroupsAsync(cancellationToken), await reader.CountPeopleAsync(cancellationToken))
                : (0, 0);
            claim = await leases.AdvanceAsync(
                claim,
                claim.Checkpoint,
                claim.Job.Progress with { AccountsTotal = total, GroupsTotal = groups, PeopleTotal = people },
                cancellationToken);
        }

        var run = new Run(targets, onList, claim.Job.Type == JobType.Creation ? "creation job" : "maintenance job") { Claim = claim };
        while (true)
        {
            try
            {
                await BatchesAsync(run, cancellationToken);
                return run.Claim;
            }
            catch (Exception exception) when (AccountFailure.IsOfAccount(exception))
            {
                logger.LogWarning(
                    "Job {JobId}: the accounts after '{After}' are done one by one, since one of them fails ({Exception})",
                    claim.Job.Id, run.Claim.Checkpoint.After, exception.GetType());
                await OneByOneAsync(run, cancellationToken);
            }
        }
    }

    private async Task BatchesAsync(Run run, CancellationToken cancellationToken)
    {
        var next = PlanAsync(run, run.Claim.Checkpoint.After, options.AccountsAtOnce, cancellationToken);
        try
        {
            while (await next is { } plan)
            {
                foreach (var piece in plan.InPieces(options.PeopleAtOnce))
                {
                    clock.Require();
                    if (!piece.IsContinued)
                    {
                        // Batches hold different accounts, so the next one can be planned while this one is written.
                        next = PlanAsync(run, plan.Last.Value, options.AccountsAtOnce, cancellationToken);
                    }

                    await CarryOutAsync(run, piece, cancellationToken);
                }
            }
        }
        finally
        {
            await next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>
    /// Processes as many accounts as a batch has, one at a time. Each that fails becomes an error of the job; what was done for it before
    /// it failed stays.
    /// </summary>
    private async Task OneByOneAsync(Run run, CancellationToken cancellationToken)
    {
        for (var done = 0; done < options.AccountsAtOnce; done++)
        {
            var after = run.Claim.Checkpoint.After;
            if (await reader.GetNextAccountAsync(after, run.OnList, cancellationToken) is not { } account)
            {
                return;
            }

            try
            {
                if (await PlanAsync(run, after, accounts: 1, cancellationToken) is { } plan)
                {
                    foreach (var piece in plan.InPieces(options.PeopleAtOnce))
                    {
                        await CarryOutAsync(run, piece, cancellationToken);
                    }
                }
            }
            catch (Exception exception) when (AccountFailure.IsOfAccount(exception))
            {
                var error = AccountFailure.ErrorOf(account, exception, logger);
                await CarryOutAsync(run, new AccountsPlan(account, 1, [], 0, [], [], [error]), cancellationToken);
            }
        }
    }

    private async Task CarryOutAsync(Run run, AccountsPlan piece, CancellationToken cancellationToken)
    {
        (run.Claim, var changed) = await writer.CarryOutAsync(run.Claim, piece, run.Reason, cancellationToken);
        if (changed.Count > 0)
        {
            await rosters.ChangedAsync([.. changed.Select(group => (group.AccountId, group.BuyingGroupId))]);
        }

        await Task.Delay(options.PauseMilliseconds, cancellationToken);
    }

    private Task<AccountsPlan?> PlanAsync(Run run, string after, int accounts, CancellationToken cancellationToken) =>
        workers.ForJobAsync(() => PlanHereAsync(run, after, accounts, cancellationToken), cancellationToken);

    private async Task<AccountsPlan?> PlanHereAsync(Run run, string after, int accounts, CancellationToken cancellationToken)
    {
        var read = await reader.ReadAccountsAsync(
            after,
            run.OnList,
            (accounts, options.PeopleAtOnce),
            run.Targets.Audiences,
            [.. run.Targets.All.Select(target => target.Interest)],
            cancellationToken);
        return read.Count == 0 ? null : await planner.PlanAsync(run.Claim.Job, read, run.Targets, cancellationToken);
    }

    /// <summary>The run of this step for one job on this server.</summary>
    private sealed class Run(JobTargets targets, AudienceId? onList, string reason)
    {
        public JobTargets Targets => targets;

        public AudienceId? OnList => onList;

        public string Reason => reason;

        /// <summary>The claim as the last transaction left it.</summary>
        public required JobClaim Claim { get; set; }
    }
}
