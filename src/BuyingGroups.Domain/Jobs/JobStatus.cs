namespace BuyingGroups.Domain.Jobs;

/// <summary>How far a job is. The last three are ends.</summary>
public enum JobStatus
{
    /// <summary>No server has taken it up yet.</summary>
    Queued = 1,

    /// <summary>A server is at it, or was, and another goes on once its lease has run out.</summary>
    Running = 2,

    /// <summary>It went through all that it was to go through; single accounts may have failed.</summary>
    Succeeded = 3,

    /// <summary>Somebody stopped it; what it had done by then stays.</summary>
    Cancelled = 4,

    /// <summary>It couldn't go on; what it had done by then stays.</summary>
    Failed = 5,
}
