using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Journeys;

/// <summary>A condition on which a journey branches. It holds if some group meets all of its constraints.</summary>
/// <param name="Group">The constraints on the group itself.</param>
public abstract record JourneyCondition(GroupConstraints Group)
{
    /// <summary>
    /// The first constraint that a group doesn't meet, except for the engagement score, which is checked last; null if the group meets them
    /// all.
    /// </summary>
    /// <param name="group">A group of the account.</param>
    /// <param name="membership">
    /// The decision on the person in this group; null if there is none, or if the condition isn't about a person.
    /// </param>
    public ConditionConstraint? FirstFailed(GroupFacts group, PersonInGroup? membership) =>
        Group.SolutionInterest is { } wanted && group.SolutionInterestId != wanted
            ? ConditionConstraint.SolutionInterest
            : FirstFailedOfMembers(group, membership) ?? Group.FirstFailed(group);

    /// <summary>The first unmet constraint on the group's members.</summary>
    protected abstract ConditionConstraint? FirstFailedOfMembers(GroupFacts group, PersonInGroup? membership);
}

/// <summary>The decision on a person in a group.</summary>
/// <param name="State">Assigned or removed.</param>
/// <param name="RoleId">The role; null if and only if removed.</param>
public sealed record PersonInGroup(MembershipState State, RoleId? RoleId);

/// <summary>"Account has matched buying group."</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Group">The constraints on the group itself.</param>
/// <param name="Role">A role that must have members; null for none.</param>
/// <param name="MinMembers">How many members the role must have.</param>
public sealed record AccountCondition(AccountId AccountId, GroupConstraints Group, RoleId? Role, int MinMembers) : JourneyCondition(Group)
{
    /// <inheritdoc />
    protected override ConditionConstraint? FirstFailedOfMembers(GroupFacts group, PersonInGroup? membership) =>
        Role is { } role && group.RoleMembers.GetValueOrDefault(role) < MinMembers ? ConditionConstraint.Role : null;
}

/// <summary>"Person is member of buying group."</summary>
/// <param name="PersonId">The person.</param>
/// <param name="Group">The constraints on the group itself.</param>
/// <param name="Roles">The person must be in one of these roles; empty means any.</param>
/// <param name="IsRemoved">If true, the person must have been removed by a decision instead of being a member.</param>
public sealed record PersonCondition(
    PersonId PersonId, GroupConstraints Group, IReadOnlySet<RoleId> Roles, bool IsRemoved) : JourneyCondition(Group)
{
    /// <inheritdoc />
    protected override ConditionConstraint? FirstFailedOfMembers(GroupFacts group, PersonInGroup? membership) =>
        membership?.State != (IsRemoved ? MembershipState.Removed : MembershipState.Assigned) ? ConditionConstraint.Membership
        : Roles.Count > 0 && !(membership?.RoleId is { } role && Roles.Contains(role)) ? ConditionConstraint.Role
        : null;
}
