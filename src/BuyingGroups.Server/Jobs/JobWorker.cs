using BuyingGroups.Server.Logging;
using BuyingGroups.Server.Stores;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>Claims jobs that no server holds, some at a time: new ones, and those whose server has died.</summary>
internal sealed class JobWorker(
    JobStore jobs,
    JobLeases leases,
    JobRunner runner,
    JobOptions options,
    ClockCheck clock,
    RareLog rare,
    TimeProvider time,
    ILogger<JobWorker> logger) : BackgroundService
{
    private readonly SemaphoreSlim _wake = new(0);

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        jobs.Queued += Wake;
        try
        {
            await Task.WhenAll(Enumerable.Range(0, options.AtOnce).Select(_ => WorkAsync(stoppingToken)));
        }
        finally
        {
            jobs.Queued -= Wake;
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                // To a clock that is ahead, the leases of other servers look expired.
                clock.Require();
                if (await leases.AnyFreeAsync(cancellationToken)
                    && await leases.ClaimAsync(TimeSpan.FromSeconds(options.LeaseSeconds), cancellationToken) is { } claim)
                {
                    await runner.RunAsync(claim, cancellationToken);
                    continue;
                }
            }
            catch (StoreUnavailableException exception)
            {
                rare.Warn(exception, "the worker of jobs");
            }
#pragma warning disable CA1031 // A job that can't even be ended must not stop this server, and then every other one that claims it.
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.LogError(exception, "A job couldn't be taken up");
            }

            await WaitAsync(cancellationToken);
        }
    }

    // Woken by a job that was started here; polling finds those of other servers.
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var poll = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.PollMilliseconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, poll.Token);
        try
        {
            await _wake.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The poll interval has passed.
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (ObjectDisposedException)
        {
            // The server stops; another one claims the job.
        }
    }
}
