using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Invalidations;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>A group whose members changed, or what is shown of them.</summary>
/// <param name="BuyingGroupId">The group.</param>
/// <param name="AccountId">Its account.</param>
public sealed record TouchedGroup(BuyingGroupId BuyingGroupId, AccountId AccountId)
{
    /// <summary>What servers must read anew of it.</summary>
    internal Invalidation Invalidation => new(InvalidationKind.Group, BuyingGroupId.Value);
}
