using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Domain.Groups;

/// <summary>What is stored of a buying group itself, apart from its members.</summary>
/// <param name="Id">The group.</param>
/// <param name="SolutionInterestId">What is sold.</param>
/// <param name="AccountId">Who is sold to.</param>
/// <param name="Stage">The stage that it is in, with its name; null: none yet.</param>
/// <param name="Status">Free text; may be empty.</param>
/// <param name="Completeness">How well the required roles are filled.</param>
/// <param name="Engagement">The engagement score that the last maintenance pass stored; null: none yet.</param>
/// <param name="Revision">
/// Grows with every change but that of the engagement score, so that a pass disturbs nobody who edits the group.
/// </param>
public sealed record GroupState(
    BuyingGroupId Id,
    SolutionInterestId SolutionInterestId,
    AccountId AccountId,
    (StageId Id, string Name)? Stage,
    string Status,
    StoredCompleteness Completeness,
    StoredEngagement? Engagement,
    long Revision);
