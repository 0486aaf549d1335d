namespace BuyingGroups.Domain.Jobs;

/// <summary>The status of a job. The last three are final.</summary>
public enum JobStatus
{
    /// <summary>No server has claimed it yet.</summary>
    Queued = 1,

    /// <summary>A server is running it, or has died and another one goes on once the lease has expired.</summary>
    Running = 2,

    /// <summary>It has gone through everything; single accounts may have failed.</summary>
    Succeeded = 3,

    /// <summary>It was cancelled; what it had done by then stays.</summary>
    Cancelled = 4,

    /// <summary>It couldn't go on; what it had done by then stays.</summary>
    Failed = 5,
}
