using BuyingGroups.Domain.Jobs;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>
/// Runs a job from its checkpoint, batch by batch, until it ends. Each batch is one transaction together with the job's checkpoint. So if
/// the server stops, or loses its lease on the job, what is left behind is whole batches, or whole pieces of one
/// (<see cref="AccountsPlan.InPieces"/>).
/// </summary>
internal sealed class JobRunner(
    JobLeases leases,
    AccountsStep accounts,
    ScoresStep scores,
    PeopleStep people,
    CompletenessStep completeness,
    SharedStateLease shared,
    TimeProvider time,
    ILogger<JobRunner> logger)
{
    /// <summary>Returns once the job has ended or this server has lost its lease.</summary>
    public async Task RunAsync(JobClaim claim, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewing = RenewAsync(claim, ended.Token);
        try
        {
            logger.LogInformation("Job {JobId} ({Type}) goes on after '{After}'", claim.Job.Id, claim.Job.Type, claim.Checkpoint.After);
            await RunStepsAsync(claim, cancellationToken);
        }
        catch (JobLostException exception)
        {
            logger.LogInformation("{Reason}", exception.Message);
            await ReleaseAsync(claim);
        }
        catch (StoreUnavailableException exception)
        {
            // Whether the last batch was committed isn't known here; the server that claims the job next reads the checkpoint.
            logger.LogWarning("Job {JobId} goes on later: {Reason}", claim.Job.Id, exception.Message);
            await ReleaseAsync(claim);
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await ReleaseAsync(claim);
            throw;
        }
        finally
        {
            await ended.CancelAsync();
            await renewing;
        }
    }

    private async Task RunStepsAsync(JobClaim claim, CancellationToken cancellationToken)
    {
        try
        {
            if (claim.Checkpoint.Step == JobStep.Accounts)
            {
                claim = await accounts.RunAsync(claim, cancellationToken);
                if (claim.Job.Type == JobType.Maintenance)
                {
                    claim = await scores.BeginAsync(claim, cancellationToken);
                }
            }

            if (claim.Checkpoint.Step == JobStep.Scores)
            {
                claim = await people.BeginAsync(await scores.RunAsync(claim, cancellationToken), cancellationToken);
            }

            if (claim.Checkpoint.Step == JobStep.People)
            {
                claim = await people.RunAsync(claim, cancellationToken);
                await leases.StoreHighestAsync(claim, cancellationToken);
                // By the time that the job is reported as succeeded, every server compares with the highest scores that it found.
                await shared.WaitOutAsync(cancellationToken);
            }

            if (claim.Checkpoint.Step == JobStep.Completeness)
            {
                claim = await completeness.RunAsync(claim, cancellationToken);
            }

            await leases.EndAsync(claim, JobStatus.Succeeded, cancellationToken: cancellationToken);
        }
        catch (JobCancelledException)
        {
            await leases.EndAsync(claim, JobStatus.Cancelled, cancellationToken: cancellationToken);
        }
        catch (Exception exception) when (exception is not (JobLostException or StoreUnavailableException or OperationCanceledException))
        {
            logger.LogError(exception, "Job {JobId} failed", claim.Job.Id);
            await leases.EndAsync(claim, JobStatus.Failed, exception.Message, cancellationToken);
        }
    }

    private async Task RenewAsync(JobClaim claim, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(claim.LeaseFor / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    await leases.RenewAsync(claim, cancellationToken);
                }
                catch (StoreUnavailableException exception)
                {
                    logger.LogWarning("The lease of job {JobId} can't be prolonged: {Reason}", claim.Job.Id, exception.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The job has ended, or the server stops.
        }
    }

    private async Task ReleaseAsync(JobClaim claim)
    {
        try
        {
            await leases.ReleaseAsync(claim, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // The job becomes free when the lease expires.
        }
    }
}
