using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Journeys;

/// <summary>What a condition may check about a group, except for its engagement score.</summary>
/// <param name="Id">The group.</param>
/// <param name="AccountId">Its account.</param>
/// <param name="SolutionInterestId">Its solution interest.</param>
/// <param name="StageId">Its stage; empty for none.</param>
/// <param name="Status">Its status; may be empty.</param>
/// <param name="Completeness">Its displayed completeness score.</param>
/// <param name="RoleMembers">The number of members of each role; a role without members may be missing.</param>
public sealed record GroupFacts(
    BuyingGroupId Id,
    AccountId AccountId,
    SolutionInterestId SolutionInterestId,
    string StageId,
    string Status,
    int Completeness,
    IReadOnlyDictionary<RoleId, int> RoleMembers);
