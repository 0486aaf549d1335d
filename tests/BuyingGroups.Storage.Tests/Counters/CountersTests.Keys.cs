using BuyingGroups.Domain.Directory;
using Xunit;

namespace BuyingGroups.Storage.Tests.Counters;

/// <content>Ids with any characters in them.</content>
public abstract partial class CountersTests
{
    private protected static readonly string[] AwkwardIds =
        [
            "a}b", "a{b", "{", "}", "{}", "}{", "%", "%7D", "%7B", "%257D", "a%7Db", ":", "c:", "a:c:b", "a}:c:b", " ", "\n", "\0", "ä",
            "A", "a", "*", "[a]", "?", "\\",
        ];

    [SkippableFact]
    public async Task Accounts_and_people_with_awkward_ids_are_told_apart()
    {
        var all = (
            from account in AwkwardIds
            from person in AwkwardIds
            select (Account: new AccountId($"{_account.Value}{account}"), Person: new PersonId(person))).ToArray();
        await Task.WhenAll(all.Select((one, n) => Counters.RecordAsync(one.Account, one.Person, [One("a", Visit, count: n + 1)], default)));

        for (var n = 0; n < all.Length; n++)
        {
            Assert.Equal([new(Today, Visit, n + 1)], await ReadAsync(all[n].Person, all[n].Account));
        }
    }

    [SkippableFact]
    public async Task A_group_of_people_with_awkward_ids_is_read_by_one_command()
    {
        foreach (var account in AwkwardIds.Select(id => new AccountId($"{id}{_account.Value}")))
        {
            PersonId[] members = [.. AwkwardIds.Select(id => new PersonId(id))];
            await Task.WhenAll(members.Select(member => Counters.RecordAsync(account, member, [One("a", Visit)], default)));
            Assert.Equal(
                members.Length, SumOf(await Counters.ReadGroupAsync(Counters.KeysOf(account, Group, members), default), members.Length));
        }
    }
}
