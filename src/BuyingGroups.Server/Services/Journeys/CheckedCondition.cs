using BuyingGroups.Domain.Journeys;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Server.Services.Journeys;

/// <summary>The result of a condition's check.</summary>
/// <param name="Groups">The groups that meet all constraints, in the order of their ids.</param>
/// <param name="Failed">The first unmet constraint, of the group that met the most before it; null if the condition holds.</param>
internal sealed record CheckedCondition(IReadOnlyList<BuyingGroupId> Groups, ConditionConstraint? Failed);
