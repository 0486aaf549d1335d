using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Jobs;

/// <summary>What a job does with the groups of a solution interest.</summary>
/// <param name="Interest">The solution interest.</param>
/// <param name="Assigner">Decides whom the template's roles take.</param>
/// <param name="Updates">Whether existing groups are updated.</param>
/// <param name="Audiences">The audiences whose accounts get groups, with their compiled conditions; null for no condition.</param>
public sealed record JobTarget(
    SolutionInterestId Interest,
    AutoAssigner Assigner,
    bool Updates,
    IReadOnlyList<(RememberedAudience Audience, CompiledCondition<Account>? Condition)> Audiences);
