using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>What a job needs to know of a solution interest.</summary>
/// <param name="Id">The solution interest.</param>
/// <param name="RoleTemplateId">Its role template.</param>
/// <param name="UpdatesExisting">Whether maintenance updates its groups.</param>
public sealed record JobInterest(SolutionInterestId Id, RoleTemplateId RoleTemplateId, bool UpdatesExisting);
