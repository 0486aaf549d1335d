using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Domain.Definitions;

/// <summary>What is being sold. A buying group exists for one solution interest and one account.</summary>
/// <param name="Id">Made by the service.</param>
/// <param name="Name">Unique without regard to case; part of the names of its buying groups.</param>
/// <param name="Description">Free text.</param>
/// <param name="RoleTemplateId">A live role template, fixed for life.</param>
/// <param name="StageModelId">A live stage model; null: its groups have no stages.</param>
/// <param name="UpdateExistingBuyingGroups">Whether the daily pass re-evaluates auto-assignment in groups that exist.</param>
/// <param name="Revision">Grows with every change.</param>
/// <param name="Created">When and by whom it was made.</param>
/// <param name="Updated">When and by whom it was last changed.</param>
public sealed record SolutionInterest(
    SolutionInterestId Id,
    string Name,
    string Description,
    RoleTemplateId RoleTemplateId,
    StageModelId? StageModelId,
    bool UpdateExistingBuyingGroups,
    long Revision,
    Change Created,
    Change Updated);
