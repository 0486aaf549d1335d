using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Jobs;

/// <summary>
/// Whom the system wants as members of a buying group: each person of the account in the first role, in priority order, whose condition
/// holds. Members of auto-assigned roles who meet no condition are to be removed.
/// </summary>
public sealed class AutoAssigner
{
    private readonly (RoleId Role, CompiledCondition<PersonSubject> Condition)[] _roles;

    /// <summary>Compiles the conditions of a template.</summary>
    /// <param name="template">A live template.</param>
    /// <param name="schema">The attributes of people.</param>
    public AutoAssigner(RoleTemplate template, AttributeSchema<PersonSubject> schema) =>
        _roles =
        [
            .. template.Roles
                .Select(role => (role.RoleId, Automatic: template.AutoAssignments.GetValueOrDefault(role.RoleId, AutoAssignment.Off)))
                .Where(role => role.Automatic is { IsOn: true, Condition: not null })
                .Select(role => (role.RoleId, schema.Compile(role.Automatic.Condition!))),
        ];

    /// <summary>Whether a condition names the person engagement score.</summary>
    public bool NeedsEngagement => _roles.Any(role => role.Condition.Attributes.Contains(PersonSchema.EngagementScore));

    /// <summary>The first role, in priority order, whose condition holds; null if none does.</summary>
    public RoleId? RoleOf(PersonSubject person, DateOnly today)
    {
        foreach (var (role, condition) in _roles)
        {
            if (condition.Matches(person, today))
            {
                return role;
            }
        }

        return null;
    }

    /// <summary>The command to issue for a person; null if the current state is what the system wants.</summary>
    /// <param name="wanted">The role that <see cref="RoleOf"/> returned.</param>
    /// <param name="record">The decision that stands; null if nobody has decided on the person.</param>
    /// <param name="removes">Whether members who meet no condition are removed, as maintenance does and creation doesn't.</param>
    /// <remarks>
    /// A member in a role that isn't auto-assigned got there by somebody's decision, and the role has no condition that could cease to
    /// hold.
    /// </remarks>
    public (MembershipAction Action, RoleId? Role)? Ask(RoleId? wanted, MembershipRecord? record, bool removes) =>
        (wanted, record) switch
        {
            ({ } role, { State: MembershipState.Assigned, RoleId: { } has }) when has == role => null,
            ({ } role, _) => (MembershipAction.Assign, role),
            (null, { State: MembershipState.Assigned, RoleId: { } has }) when removes && _roles.Any(role => role.Role == has) =>
                (MembershipAction.Remove, null),
            _ => null,
        };
}
