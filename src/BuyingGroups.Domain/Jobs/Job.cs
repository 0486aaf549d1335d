using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Jobs;

/// <summary>Work that goes through many accounts or groups, batch by batch, on whichever server takes it up.</summary>
/// <param name="Id">Made by the service.</param>
/// <param name="Type">What it does.</param>
/// <param name="Status">How far it is.</param>
/// <param name="SolutionInterestId">Of a creation job: of which groups are made; else null.</param>
/// <param name="AudienceId">Of a creation job: for which accounts; else null.</param>
/// <param name="RoleTemplateId">Of a job that recomputes completeness: of which groups; else null.</param>
/// <param name="Created">When and by whom it was started; a daily pass by <c>schedule</c>.</param>
/// <param name="StartedAt">When a server first took it up; null before.</param>
/// <param name="EndedAt">When it ended; null before.</param>
/// <param name="CancelledBy">Who asked that it stop; null: nobody.</param>
/// <param name="Failure">Why it failed; null if it didn't.</param>
/// <param name="Progress">What it has done.</param>
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
    /// <summary>Whether it has come to an end.</summary>
    public bool HasEnded => Status is JobStatus.Succeeded or JobStatus.Cancelled or JobStatus.Failed;

    /// <summary>Who its decisions are by.</summary>
    public string Author => Authors.OfJob(Id.Value);

    /// <summary>A decision of the job, as the system.</summary>
    /// <param name="at">When.</param>
    /// <param name="reason">Why.</param>
    public Decision Decide(DateTimeOffset at, string reason) => new(DecisionSource.System, Author, at, reason);

    /// <summary>When it will end if it goes on as it did so far; null: it has ended, or nothing is known yet.</summary>
    /// <param name="now">The instant of the question.</param>
    public DateTimeOffset? EstimatedEnd(DateTimeOffset now) =>
        HasEnded || StartedAt is not { } started || Progress.Done == 0
            ? null
            : now + ((now - started) * ((double)Math.Max(0, Progress.Total - Progress.Done) / Progress.Done));
}
