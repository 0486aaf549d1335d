using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>What a job needs of a solution interest.</summary>
/// <param name="Id">The solution interest.</param>
/// <param name="RoleTemplateId">Its template.</param>
/// <param name="UpdatesExisting">Whether maintenance brings its groups up to date.</param>
public sealed record JobInterest(SolutionInterestId Id, RoleTemplateId RoleTemplateId, bool UpdatesExisting);
