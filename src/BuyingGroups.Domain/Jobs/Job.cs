using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Jobs;

/// <summary>Work that goes through many accounts or groups, batch by batch, on whichever server claims it.</summary>
/// <param name="Id">The id, made by the service.</param>
/// <param name="Type">The type of the job.</param>
/// <param name="Status">The status of the job.</param>
/// <param name="SolutionInterestId">For a creation job, the solution interest whose groups are created; otherwise null.</param>
/// <param name="AudienceId">For a creation job, the audience whose accounts get groups; otherwise null.</param>
/// <param name="RoleTemplateId">For a job that recomputes completeness, the template of the groups; otherwise null.</param>
/// <param name="Created">When and by whom it was started. A daily pass is started by <c>schedule</c>.</param>
/// <param name="StartedAt">When a server first claimed it; null before.</param>
/// <param name="EndedAt">When it ended; null before.</param>
/// <param name="CancelledBy">Who asked it to stop; null if nobody did.</param>
/// <param name="Failure">Why it failed; null if it didn't fail.</param>
/// <param name="Progress">What it has done so far.</param>
public sealed record Job(
    JobId Id,
    JobType Type,
    JobStatus Status,
    SolutionInterestId? SolutionInterestId,
    AudienceId? AudienceId,
    RoleTemplateId? RoleTemplateId,
    Change Created,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? CancelledBy,
    string? Failure,
    JobProgress Progress)
{
    /// <summary>Whether the job has ended.</summary>
    public bool HasEnded => Status is JobStatus.Succeeded or JobStatus.Cancelled or JobStatus.Failed;

    /// <summary>The author of the job's decisions.</summary>
    public string Author => Authors.OfJob(Id.Value);

    /// <summary>Makes a decision of the job, with the source SYSTEM.</summary>
    /// <param name="at">The time of the decision.</param>
    /// <param name="reason">The reason of the decision.</param>
    public Decision Decide(DateTimeOffset at, string reason) => new(DecisionSource.System, Author, at, reason);

    /// <summary>When the job will end at its pace so far; null if it has ended, or if nothing is known yet.</summary>
    /// <param name="now">The current time.</param>
    public DateTimeOffset? EstimatedEnd(DateTimeOffset now) =>
        HasEnded || StartedAt is not { } started || Progress.Done == 0
            ? null
            : now + ((now - started) * ((double)Math.Max(0, Progress.Total - Progress.Done) / Progress.Done));
}
