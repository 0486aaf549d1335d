using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Jobs;

/// <summary>An account that a job found in its audience.</summary>
/// <param name="Job">The creation job.</param>
/// <param name="Interest">The solution interest whose groups the job creates.</param>
/// <param name="Account">The account.</param>
public sealed record EnteredAccount(JobId Job, SolutionInterestId Interest, AccountId Account);
