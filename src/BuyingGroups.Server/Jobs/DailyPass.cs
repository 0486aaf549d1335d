using BuyingGroups.Server.Hosting;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Jobs;
using Quartz;

namespace BuyingGroups.Server.Jobs;

/// <summary>Starts the pass that is due, unless another server has. While a maintenance job is running that somebody else started, it waits for its end.</summary>
internal sealed class DailyPass(
    JobStore jobs,
    DailyTime daily,
    ClockCheck clock,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<DailyPass> logger) : IJob
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private int _looks;

    /// <summary>How often it has looked whether the pass that is due is still to be started.</summary>
    public int Looks => Volatile.Read(ref _looks);

    /// <inheritdoc />
    public async Task Execute(IJobExecutionContext context)
    {
        while (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            try
            {
                clock.Require();
                var day = daily.LastDue(time.GetUtcNow());
                if (await jobs.StartDailyAsync(day, "schedule", lifetime.ApplicationStopping) is null)
                {
                    logger.LogInformation("The daily pass of {Day} was started already", day);
                }

                Interlocked.Increment(ref _looks);
                return;
            }
            catch (ResourceExistsException exception)
            {
                logger.LogInformation("The daily pass waits for job {JobId}: {Reason}", exception.ExistingId, exception.Message);
            }
            catch (StoreUnavailableException exception)
            {
                logger.LogWarning("The daily pass waits: {Reason}", exception.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Interlocked.Increment(ref _looks);
            await Task.Delay(RetryAfter, time, lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
