using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Domain.Membership;

/// <summary>One entry of a group's history.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="PersonId">The person decided on.</param>
/// <param name="Action">What was asked, or <see cref="MembershipAction.LeaveAccount"/>.</param>
/// <param name="RoleId">The role of an assignment; else null.</param>
/// <param name="Decision">Who decided, when and why.</param>
/// <param name="Outcome">Applied or overruled.</param>
public sealed record RecordedDecision(
    BuyingGroupId GroupId,
    PersonId PersonId,
    MembershipAction Action,
    RoleId? RoleId,
    Decision Decision,
    MembershipOutcome Outcome)
{
    /// <summary>What was asked, as a wish of the system that may be overruled.</summary>
    public OverruledWish Wish => new(GroupId, PersonId, Action, RoleId);
}
