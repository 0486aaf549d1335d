using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Jobs;

/// <summary>What a job asks about a person.</summary>
/// <param name="Interest">In the account's group of this solution interest.</param>
/// <param name="Account">The account.</param>
/// <param name="Person">The person.</param>
/// <param name="Action">Assign or remove.</param>
/// <param name="Role">The role to assign; else null.</param>
/// <param name="IsMember">Whether the person was a member as the plan was made.</param>
/// <param name="IfEntered">Whether it is asked only because the account entered the audience of a creation job.</param>
public sealed record MemberAsk(
    SolutionInterestId Interest, AccountId Account, PersonId Person, MembershipAction Action, RoleId? Role, bool IsMember, bool IfEntered);
