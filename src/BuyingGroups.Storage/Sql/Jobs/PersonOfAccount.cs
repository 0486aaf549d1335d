using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>A person of the directory, as read by a job that goes through all people.</summary>
/// <param name="Account">The person's account.</param>
/// <param name="Person">The person.</param>
/// <param name="IsMoving">Whether the counters may still be in another account, from which the person has moved.</param>
public sealed record PersonOfAccount(AccountId Account, PersonId Person, bool IsMoving);
