using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace BuyingGroups.Server.Services.Conditions;

/// <summary>
/// Runs tasks on a few threads of its own, in the order in which they arrive. An awaiting task holds no thread, and its continuation comes
/// back here. So work that keeps a processor busy, or that waits for SQLite, which never waits asynchronously, takes no thread of the pool
/// that serves callers.
/// </summary>
[SuppressMessage(
    "Usage", "CA2213", Justification = "Whatever ends after the threads do uses the queue, which holds nothing that must be let go.")]
internal sealed class DedicatedThreads : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> _tasks = [];

    public DedicatedThreads(string name, int threads)
    {
        MaximumConcurrencyLevel = threads;
        for (var number = 1; number <= threads; number++)
        {
            new Thread(Work) { Name = $"{name} {number}", IsBackground = true, Priority = ThreadPriority.BelowNormal }.Start();
        }
    }

    public override int MaximumConcurrencyLevel { get; }

    /// <summary>Ends the threads once they have run what was queued before.</summary>
    public void Dispose() => _tasks.CompleteAdding();

    protected override void QueueTask(Task task)
    {
        try
        {
            _tasks.Add(task);
        }
        catch (InvalidOperationException)
        {
            // The server stops; what is left of a call ends on the thread pool.
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        }
    }

    // A waiter may run the task inline only on these threads.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _tasks];

    private void Work()
    {
        foreach (var task in _tasks.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
    }
}
