using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Domain.Definitions;

/// <summary>What is being sold. There is one buying group for each pair of solution interest and account.</summary>
/// <param name="Id">The id, made by the service.</param>
/// <param name="Name">The name, unique regardless of case; part of the names of its buying groups.</param>
/// <param name="Description">The description, a free text.</param>
/// <param name="RoleTemplateId">A live role template, fixed for life.</param>
/// <param name="StageModelId">A live stage model; null means that its groups have no stages.</param>
/// <param name="UpdateExistingBuyingGroups">Whether the daily pass re-evaluates auto-assignment in existing groups.</param>
/// <param name="Revision">The revision, which grows with every change.</param>
/// <param name="Created">When and by whom it was created.</param>
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
