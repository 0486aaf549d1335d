using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Jobs;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>The filter of a list of jobs. Null means no constraint.</summary>
/// <param name="Type">Only jobs of this type.</param>
/// <param name="Status">Only jobs with this status.</param>
/// <param name="SolutionInterestId">Only jobs that create groups of this solution interest.</param>
/// <param name="AudienceId">Only jobs that create groups for this audience.</param>
public sealed record JobFilter(
    JobType? Type = null, JobStatus? Status = null, SolutionInterestId? SolutionInterestId = null, AudienceId? AudienceId = null);
