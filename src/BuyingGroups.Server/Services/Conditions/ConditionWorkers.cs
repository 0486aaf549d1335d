namespace BuyingGroups.Server.Services.Conditions;

/// <summary>
/// Evaluates conditions over many people or accounts, on at most half of the processors, so that all other calls are served meanwhile.
/// Calls take turns page by page. Jobs have a thread of their own, because otherwise they would wait behind every call.
/// </summary>
internal sealed class ConditionWorkers : IDisposable
{
    private readonly DedicatedThreads _calls = new("conditions of calls", Math.Max(1, Environment.ProcessorCount / 2));
    private readonly DedicatedThreads _jobs = new("conditions of jobs", 1);

    /// <summary>Runs the work of a call.</summary>
    public Task<T> ForCallAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => RunAsync(_calls, work, cancellationToken);

    /// <summary>Runs the work of a job.</summary>
    public Task<T> ForJobAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => RunAsync(_jobs, work, cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        _calls.Dispose();
        _jobs.Dispose();
    }

    private static Task<T> RunAsync<T>(TaskScheduler scheduler, Func<Task<T>> work, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
}
