using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>What the system wanted of a person in a group, while a user's or a journey's decision stood against it.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="PersonId">The person.</param>
/// <param name="Action">What was asked.</param>
/// <param name="RoleId">The role that was asked for; null unless the action takes one.</param>
public sealed record OverruledWish(BuyingGroupId GroupId, PersonId PersonId, MembershipAction Action, RoleId? RoleId)
{
    /// <summary>The wish of an entry of the history.</summary>
    internal static OverruledWish Of(RecordedDecision entry) => new(entry.GroupId, entry.PersonId, entry.Action, entry.RoleId);
}
