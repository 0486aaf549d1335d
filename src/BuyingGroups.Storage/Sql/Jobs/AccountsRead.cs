using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Sql.Membership;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>An account that a job has come to.</summary>
/// <param name="Id">The account.</param>
/// <param name="Read">Reads its attributes; throws if what is stored can't be read.</param>
public sealed record AccountRead(AccountId Id, Func<Account> Read);

/// <summary>A person of an account that a job has come to.</summary>
/// <param name="Id">The person.</param>
/// <param name="IsMoving">Whether the counters may still be in another account, from which the person has come.</param>
/// <param name="Read">Reads the attributes; throws if what is stored can't be read.</param>
public sealed record PersonRead(PersonId Id, bool IsMoving, Func<Person> Read);

/// <summary>The next accounts of a job.</summary>
/// <param name="Accounts">In the order of their ids; empty: there are no more.</param>
/// <param name="Listed">Which of them are on the list of which of the audiences that were asked for.</param>
/// <param name="Known">Which of them which job has found in its audience before.</param>
/// <param name="Groups">Their groups of the solution interests that were asked for.</param>
public sealed record AccountsRead(
    IReadOnlyList<AccountRead> Accounts,
    IReadOnlySet<(AudienceId Audience, AccountId Account)> Listed,
    IReadOnlySet<(JobId Job, AccountId Account)> Known,
    IReadOnlyDictionary<(SolutionInterestId Interest, AccountId Account), BuyingGroupId> Groups);

/// <summary>The people of accounts, and what was decided on them.</summary>
/// <param name="People">By account.</param>
/// <param name="Records">The decisions that stand in the groups that were asked for.</param>
/// <param name="ToldWishes">What the system has wanted of them before and was overruled in, with the authors of those commands.</param>
public sealed record PeopleRead(
    ILookup<AccountId, PersonRead> People,
    IReadOnlyDictionary<(BuyingGroupId Group, PersonId Person), MembershipRecord> Records,
    ILookup<OverruledWish, string> ToldWishes);
