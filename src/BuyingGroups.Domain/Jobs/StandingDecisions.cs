using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Jobs;

/// <summary>What was decided before a job on the people of accounts.</summary>
/// <param name="Records">The decisions that stand.</param>
/// <param name="ToldWishes">
/// What the system has wanted of them before and was overruled in, according to the history, with the authors of those commands.
/// </param>
public sealed record StandingDecisions(
    IReadOnlyDictionary<(BuyingGroupId Group, PersonId Person), MembershipRecord> Records, ILookup<OverruledWish, string> ToldWishes);
