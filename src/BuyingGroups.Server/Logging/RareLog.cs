using System.Collections.Concurrent;
using BuyingGroups.Storage;

namespace BuyingGroups.Server.Logging;

/// <summary>Logs that a store can't do its work: once in some seconds for each store and reason, however many calls meet it.</summary>
internal sealed class RareLog(ILogger<RareLog> logger, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    // As many as there are stores and reasons.
    private readonly ConcurrentDictionary<(string Store, string Reason), Rarely> _kinds = [];

    /// <summary>Warns, unless it has just warned of the same.</summary>
    /// <param name="problem">What can't be done, and why.</param>
    /// <param name="at">Who met it, such as the method called.</param>
    public void Warn(StoreUnavailableException problem, string? at = null)
    {
        if (_kinds.GetOrAdd((problem.Store, problem.Reason), _ => new Rarely(Every, time)).IsDue(out var untold))
        {
            logger.LogWarning(
                problem.InnerException,
                "{Reason}: {Problem} (met by {Where}, and {Untold} times more since this was logged last)",
                problem.Reason,
                problem.Message,
                at ?? "the server's own checks",
                untold);
        }
    }
}
