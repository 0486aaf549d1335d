using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>A person of an account that a job processes.</summary>
/// <param name="Id">The person.</param>
/// <param name="IsMoving">Whether the counters may still be in another account, from which the person has moved.</param>
/// <param name="Read">Decodes the attributes; throws if the stored data can't be decoded.</param>
public sealed record PersonRead(PersonId Id, bool IsMoving, Func<Person> Read);
