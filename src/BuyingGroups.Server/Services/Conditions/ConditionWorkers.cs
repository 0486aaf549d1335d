namespace BuyingGroups.Server.Services.Conditions;

/// <summary>
/// Where conditions are evaluated over many people or accounts: on half of the processors at most, so that everybody else is served
/// meanwhile however much of it there is. Calls take turns page by page; jobs have a thread of their own, since they would wait behind
/// every call.
/// </summary>
internal sealed class ConditionWorkers : IDisposable
{
    private readonly DedicatedThreads _calls = new("conditions of calls", Math.Max(1, Environment.ProcessorCount / 2));
    private readonly DedicatedThreads _jobs = new("conditions of jobs", 1);

    /// <summary>Does a caller's work.</summary>
    public Task<T> ForCallAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => RunAsync(_calls, work, cancellationToken);

    /// <summary>Does a job's work.</summary>
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
