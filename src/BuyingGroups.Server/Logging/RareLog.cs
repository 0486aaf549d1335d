using System.Collections.Concurrent;
using BuyingGroups.Storage;

namespace BuyingGroups.Server.Logging;

/// <summary>Logs that a store can't do its work, once in ten seconds for each store and reason, however many calls are affected.</summary>
internal sealed class RareLog(ILogger<RareLog> logger, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    // Bounded by the number of stores and reasons.
    private readonly ConcurrentDictionary<(string Store, string Reason), Rarely> _kinds = [];

    /// <summary>Logs a warning, unless the same one was logged just before.</summary>
    /// <param name="problem">What can't be done, and why.</param>
    /// <param name="at">Where the problem was met, such as the method that was called.</param>
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
