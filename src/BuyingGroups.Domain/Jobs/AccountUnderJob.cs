using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;

namespace BuyingGroups.Domain.Jobs;

/// <summary>An account that a job has come to.</summary>
/// <param name="Id">The account.</param>
/// <param name="Read">Reads its attributes, if they are needed; throws if what is stored can't be read.</param>
/// <param name="Listed">The audiences on whose lists it is.</param>
/// <param name="Known">The creation jobs that have found it in their audience before.</param>
/// <param name="Groups">The buying groups that it has, by solution interest.</param>
public sealed record AccountUnderJob(
    AccountId Id,
    Func<Account> Read,
    IReadOnlySet<AudienceId> Listed,
    IReadOnlySet<JobId> Known,
    IReadOnlyDictionary<SolutionInterestId, BuyingGroupId> Groups);
