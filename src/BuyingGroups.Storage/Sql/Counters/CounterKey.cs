using System.Text;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>A person in an account, as the bytes that SQLite compares. Made once for a roster that is read many times.</summary>
internal sealed class CounterKey(AccountId account, PersonId person)
{
    public AccountId AccountId { get; } = account;

    public PersonId PersonId { get; } = person;

    public byte[] Account { get; } = Encoding.UTF8.GetBytes(account.Value);

    public byte[] Person { get; } = Encoding.UTF8.GetBytes(person.Value);
}
