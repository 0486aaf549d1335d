using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace BuyingGroups.Server.Services.Conditions;

/// <summary>
/// Runs tasks on a few threads of its own, in the order in which they come. What a task awaits holds no thread, and what follows comes back
/// here. Work that keeps a processor busy, or waits on SQLite, which never waits asynchronously, so takes no thread of the pool that serves
/// callers.
/// </summary>
[SuppressMessage("Usage", "CA2213", Justification = "Whatever ends after the threads do uses the queue, which holds nothing that must be let go.")]
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

    /// <summary>Ends the threads once they have done what came before.</summary>
    public void Dispose() => _tasks.CompleteAdding();

    protected override void QueueTask(Task task)
    {
        try
        {
            _tasks.Add(task);
        }
        catch (InvalidOperationException)
        {
            // The server stops, and a call comes to its end elsewhere.
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        }
    }

    // Whoever waits for a task does it itself nowhere but here.
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
