using System.Text;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>A person in an account, in the bytes that SQLite compares; made once for a roster that is read again and again.</summary>
internal sealed class CounterKey(AccountId account, PersonId person)
{
    public AccountId AccountId { get; } = account;

    public PersonId PersonId { get; } = person;

    public byte[] Account { get; } = Encoding.UTF8.GetBytes(account.Value);

    public byte[] Person { get; } = Encoding.UTF8.GetBytes(person.Value);
}
