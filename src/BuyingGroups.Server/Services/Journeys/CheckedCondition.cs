using BuyingGroups.Domain.Journeys;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Server.Services.Journeys;

/// <summary>Whether a condition holds.</summary>
/// <param name="Groups">The groups that meet all that it asks, in the order of their ids.</param>
/// <param name="Failed">The first constraint that wasn't met, of the group that met the most before it; null: the condition holds.</param>
internal sealed record CheckedCondition(IReadOnlyList<BuyingGroupId> Groups, ConditionConstraint? Failed);
