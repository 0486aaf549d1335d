using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Jobs;

/// <summary>An account that a job processes.</summary>
/// <param name="Id">The account.</param>
/// <param name="Read">Reads the account's attributes, if they are needed; throws if the stored data can't be decoded.</param>
/// <param name="Listed">The audiences on whose lists the account is.</param>
/// <param name="Known">The creation jobs that have found the account in their audience before.</param>
/// <param name="Groups">The account's buying groups, by solution interest.</param>
public sealed record AccountUnderJob(
    AccountId Id,
    Func<Account> Read,
    IReadOnlySet<AudienceId> Listed,
    IReadOnlySet<JobId> Known,
    IReadOnlyDictionary<SolutionInterestId, BuyingGroupId> Groups);
