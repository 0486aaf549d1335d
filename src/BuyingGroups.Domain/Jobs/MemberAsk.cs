using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Jobs;

/// <summary>A membership command that a job issues.</summary>
/// <param name="Interest">The solution interest of the account's group.</param>
/// <param name="Account">The account.</param>
/// <param name="Person">The person.</param>
/// <param name="Action">Assign or remove.</param>
/// <param name="Role">The role to assign; otherwise null.</param>
/// <param name="IsMember">Whether the person was a member when the plan was made.</param>
/// <param name="IfEntered">Whether it is issued only because the account entered the audience of a creation job.</param>
public sealed record MemberAsk(
    SolutionInterestId Interest, AccountId Account, PersonId Person, MembershipAction Action, RoleId? Role, bool IsMember, bool IfEntered);
