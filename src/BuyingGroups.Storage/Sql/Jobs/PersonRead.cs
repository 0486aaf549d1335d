using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Jobs;

/// <summary>A person of an account that a job has come to.</summary>
/// <param name="Id">The person.</param>
/// <param name="IsMoving">Whether the counters may still be in another account, from which the person has come.</param>
/// <param name="Read">Reads the attributes; throws if what is stored can't be read.</param>
public sealed record PersonRead(PersonId Id, bool IsMoving, Func<Person> Read);
