using BuyingGroups.Domain.Jobs;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Jobs;
using Quartz;

namespace BuyingGroups.Server.Jobs;

/// <summary>Starts the pass that is due, unless another server has, or somebody started one that is still running.</summary>
internal sealed class DailyPass(
    JobStore jobs, DailyTime daily, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<DailyPass> logger) : IJob
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public async Task Execute(IJobExecutionContext context)
    {
        while (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            try
            {
                await jobs.StartAsync(
                    new NewJob(JobType.Maintenance, ScheduledFor: daily.LastDue(time.GetUtcNow())), "schedule", lifetime.ApplicationStopping);
                return;
            }
            catch (ResourceExistsException exception)
            {
                logger.LogInformation("No daily pass from here: {Reason} (job {JobId})", exception.Message, exception.ExistingId);
                return;
            }
            catch (StoreUnavailableException exception)
            {
                logger.LogWarning("The daily pass waits: {Reason}", exception.Message);
                await Task.Delay(RetryAfter, time, lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
