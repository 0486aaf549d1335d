using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Server.Jobs;

/// <summary>What a job has to do with accounts.</summary>
/// <param name="All">Of which solution interests it makes or fills groups.</param>
internal sealed record JobTargets(IReadOnlyList<JobTarget> All)
{
    public IReadOnlyList<RememberedAudience> Audiences { get; } = [.. All.SelectMany(target => target.Audiences.Select(each => each.Audience))];
}

/// <summary>What a job has to do with the groups of a solution interest.</summary>
/// <param name="Interest">The solution interest.</param>
/// <param name="Assigner">What its template wants of people.</param>
/// <param name="Updates">Whether groups that are there already are brought up to date.</param>
/// <param name="Audiences">For whose accounts groups are made.</param>
internal sealed record JobTarget(
    SolutionInterestId Interest,
    AutoAssigner Assigner,
    bool Updates,
    IReadOnlyList<(RememberedAudience Audience, CompiledCondition<Account>? Condition)> Audiences);
