using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Invalidations;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>A group whose members have changed, or what is shown of them.</summary>
/// <param name="BuyingGroupId">The group.</param>
/// <param name="AccountId">The group's account.</param>
public sealed record TouchedGroup(BuyingGroupId BuyingGroupId, AccountId AccountId)
{
    /// <summary>The invalidation that makes servers read the group again.</summary>
    internal Invalidation Invalidation => new(InvalidationKind.Group, BuyingGroupId.Value);
}
