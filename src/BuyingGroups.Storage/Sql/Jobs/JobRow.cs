using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Jobs;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>A row of the table job.</summary>
internal sealed class JobRow
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required string Status { get; init; }

    public string? SolutionInterestId { get; init; }

    public string? AudienceId { get; init; }

    public string? RoleTemplateId { get; init; }

    public required Instant CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public Instant? StartedAt { get; init; }

    public Instant? EndedAt { get; init; }

    public string? CancelledBy { get; init; }

    public string? Failure { get; init; }

    public string? LeaseOwner { get; init; }

    public Instant? LeaseUntil { get; init; }

    public required string Step { get; init; }

    public required string AfterId { get; init; }

    public required string Progress { get; init; }

    public JobCheckpoint Checkpoint => new(StoredWord.Parse<JobStep>(Step), AfterId);

    public Job ToJob() => new(
        new JobId(Id),
        StoredWord.Parse<JobType>(Type),
        StoredWord.Parse<JobStatus>(Status),
        SolutionInterestId is null ? null : new SolutionInterestId(SolutionInterestId),
        AudienceId is null ? null : new AudienceId(AudienceId),
        RoleTemplateId is null ? null : new RoleTemplateId(RoleTemplateId),
        new Change(CreatedAt.Value, CreatedBy),
        StartedAt?.Value,
        EndedAt?.Value,
        CancelledBy,
        Failure,
        StoredJson.Read<JobProgress>(Progress));
}
