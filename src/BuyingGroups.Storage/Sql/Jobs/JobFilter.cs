using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Jobs;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>Which jobs a list has; what is null is no constraint.</summary>
/// <param name="Type">Of this type.</param>
/// <param name="Status">That are as far.</param>
/// <param name="SolutionInterestId">That make groups of this solution interest.</param>
/// <param name="AudienceId">That make groups for this audience.</param>
public sealed record JobFilter(
    JobType? Type = null, JobStatus? Status = null, SolutionInterestId? SolutionInterestId = null, AudienceId? AudienceId = null);
