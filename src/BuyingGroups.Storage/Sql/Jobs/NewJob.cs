using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Jobs;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>A job to start.</summary>
/// <param name="Type">The type of the job.</param>
/// <param name="SolutionInterestId">The solution interest of a creation job; otherwise null.</param>
/// <param name="AudienceId">The audience of a creation job; otherwise null.</param>
/// <param name="RoleTemplateId">The template whose completeness is recomputed; otherwise null.</param>
public sealed record NewJob(
    JobType Type,
    SolutionInterestId? SolutionInterestId = null,
    AudienceId? AudienceId = null,
    RoleTemplateId? RoleTemplateId = null)
{
    /// <summary>The purpose of the job: only one job at a time may be active with the same key.</summary>
    internal string ActiveKey =>
        string.Join(' ', StoredWord.Of(Type), SolutionInterestId?.Value, AudienceId?.Value, RoleTemplateId?.Value).TrimEnd();

    internal JobStep FirstStep => Type == JobType.Completeness ? JobStep.Completeness : JobStep.Accounts;
}
