using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Journeys;

/// <summary>A question that a journey branches on. It holds if some group meets all that it asks.</summary>
/// <param name="Group">What it asks of the group itself.</param>
public abstract record JourneyCondition(GroupConstraints Group)
{
    /// <summary>The first constraint that a group doesn't meet, but for the engagement score, which is looked at last; null: it meets them.</summary>
    /// <param name="group">A group of the account.</param>
    /// <param name="membership">What was decided on the person in this group; null: nothing, or the condition is about no person.</param>
    public ConditionConstraint? FirstFailed(GroupFacts group, PersonInGroup? membership) =>
        Group.SolutionInterest is { } wanted && group.SolutionInterestId != wanted
            ? ConditionConstraint.SolutionInterest
            : FirstFailedOfMembers(group, membership) ?? Group.FirstFailed(group);

    /// <summary>The first that isn't met of what is asked of the group's members.</summary>
    protected abstract ConditionConstraint? FirstFailedOfMembers(GroupFacts group, PersonInGroup? membership);
}

/// <summary>What was decided on a person in a group.</summary>
/// <param name="State">Assigned or removed.</param>
/// <param name="RoleId">The role; null exactly when removed.</param>
public sealed record PersonInGroup(MembershipState State, RoleId? RoleId);

/// <summary>"Account has matched buying group."</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Group">What it asks of the group itself.</param>
/// <param name="Role">A role that must have members; null: none must.</param>
/// <param name="MinMembers">How many.</param>
public sealed record AccountCondition(AccountId AccountId, GroupConstraints Group, RoleId? Role, int MinMembers) : JourneyCondition(Group)
{
    /// <inheritdoc />
    protected override ConditionConstraint? FirstFailedOfMembers(GroupFacts group, PersonInGroup? membership) =>
        Role is { } role && group.RoleMembers.GetValueOrDefault(role) < MinMembers ? ConditionConstraint.Role : null;
}

/// <summary>"Person is member of buying group."</summary>
/// <param name="PersonId">The person.</param>
/// <param name="Group">What it asks of the group itself.</param>
/// <param name="Roles">In one of these roles; empty: in any.</param>
/// <param name="IsRemoved">Instead of being a member, the person must have been removed by decision.</param>
public sealed record PersonCondition(PersonId PersonId, GroupConstraints Group, IReadOnlySet<RoleId> Roles, bool IsRemoved) : JourneyCondition(Group)
{
    /// <inheritdoc />
    protected override ConditionConstraint? FirstFailedOfMembers(GroupFacts group, PersonInGroup? membership) =>
        membership?.State != (IsRemoved ? MembershipState.Removed : MembershipState.Assigned) ? ConditionConstraint.Membership
        : Roles.Count > 0 && !(membership?.RoleId is { } role && Roles.Contains(role)) ? ConditionConstraint.Role
        : null;
}
