using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Jobs;

/// <summary>What a job has to do with the groups of a solution interest.</summary>
/// <param name="Interest">The solution interest.</param>
/// <param name="Assigner">What its template wants of people.</param>
/// <param name="Updates">Whether groups that exist already are brought up to date.</param>
/// <param name="Audiences">The audiences for whose accounts groups are made, with their conditions made ready; null: none.</param>
public sealed record JobTarget(
    SolutionInterestId Interest,
    AutoAssigner Assigner,
    bool Updates,
    IReadOnlyList<(RememberedAudience Audience, CompiledCondition<Account>? Condition)> Audiences);
