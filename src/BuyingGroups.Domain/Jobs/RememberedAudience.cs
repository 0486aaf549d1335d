using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Jobs;

/// <summary>An audience for which a creation job makes, or made, the groups of a solution interest.</summary>
/// <param name="JobId">The creation job.</param>
/// <param name="SolutionInterestId">Of which the groups are.</param>
/// <param name="AudienceId">The audience.</param>
/// <param name="HasList">Whether only accounts of its list are in it.</param>
/// <param name="Condition">The condition that its accounts have to meet; null: none.</param>
public sealed record RememberedAudience(
    JobId JobId, SolutionInterestId SolutionInterestId, AudienceId AudienceId, bool HasList, Condition? Condition);
