using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>What a job wants to do about a batch of accounts.</summary>
/// <param name="Last">The last account of the batch.</param>
/// <param name="Accounts">How many accounts the batch has.</param>
/// <param name="Selected">How many of them are in the audience, or new in one.</param>
/// <param name="NewGroups">Groups to make.</param>
/// <param name="Asks">What to ask about people, in the groups of their accounts.</param>
/// <param name="Overruled">Decisions that stand against what the system wants, and of which the history says so already.</param>
/// <param name="Entered">Accounts that a job found in its audience.</param>
/// <param name="Left">Accounts that a job had found in its audience, and that aren't in it any more.</param>
/// <param name="Errors">Accounts that can't be done.</param>
public sealed record AccountsPlan(
    AccountId Last,
    int Accounts,
    int Selected,
    IReadOnlyList<(SolutionInterestId Interest, AccountId Account)> NewGroups,
    IReadOnlyList<MemberAsk> Asks,
    int Overruled,
    IReadOnlyList<(JobId Job, AccountId Account)> Entered,
    IReadOnlyList<(JobId Job, AccountId Account)> Left,
    IReadOnlyList<JobError> Errors);

/// <summary>What a job asks about a person.</summary>
/// <param name="Interest">In the account's group of this solution interest.</param>
/// <param name="Account">The account.</param>
/// <param name="Person">The person.</param>
/// <param name="Action">Assign or remove.</param>
/// <param name="Role">The role to assign; else null.</param>
/// <param name="IsMember">Whether the person was a member as the plan was made.</param>
public sealed record MemberAsk(
    SolutionInterestId Interest, AccountId Account, PersonId Person, MembershipAction Action, RoleId? Role, bool IsMember);
