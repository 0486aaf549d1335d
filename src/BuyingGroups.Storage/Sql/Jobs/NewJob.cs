using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Jobs;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>A job to start.</summary>
/// <param name="Type">What it does.</param>
/// <param name="SolutionInterestId">Of a creation job; else null.</param>
/// <param name="AudienceId">Of a creation job; else null.</param>
/// <param name="RoleTemplateId">Of a job that recomputes completeness; else null.</param>
public sealed record NewJob(
    JobType Type,
    SolutionInterestId? SolutionInterestId = null,
    AudienceId? AudienceId = null,
    RoleTemplateId? RoleTemplateId = null)
{
    /// <summary>What only one job at a time may be at.</summary>
    internal string ActiveKey => string.Join(' ', StoredWord.Of(Type), SolutionInterestId?.Value, AudienceId?.Value, RoleTemplateId?.Value).TrimEnd();

    internal JobStep FirstStep => Type == JobType.Completeness ? JobStep.Completeness : JobStep.Accounts;
}
