using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Jobs;

/// <summary>
/// The audience of a creation job that is running or has succeeded, for whose accounts groups of a solution interest are created.
/// </summary>
/// <param name="JobId">The creation job.</param>
/// <param name="SolutionInterestId">The solution interest of the groups.</param>
/// <param name="AudienceId">The audience.</param>
/// <param name="HasList">Whether the audience consists only of accounts on its list.</param>
/// <param name="Condition">The condition that its accounts have to meet; null for none.</param>
public sealed record RememberedAudience(
    JobId JobId, SolutionInterestId SolutionInterestId, AudienceId AudienceId, bool HasList, Condition? Condition);
