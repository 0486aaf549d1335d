using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Jobs;

/// <summary>The decisions about people of accounts that a job finds.</summary>
/// <param name="Records">The decisions that stand.</param>
/// <param name="ToldWishes">
/// The commands of the system that were overruled before, according to the history, with the authors of these commands.
/// </param>
public sealed record StandingDecisions(
    IReadOnlyDictionary<(BuyingGroupId Group, PersonId Person), MembershipRecord> Records, ILookup<OverruledWish, string> ToldWishes);
