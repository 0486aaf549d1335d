using BuyingGroups.Domain.Directory;
using StackExchange.Redis;
using Xunit;

namespace BuyingGroups.Storage.Tests.Redis;

/// <content>Ids with any characters in them.</content>
public abstract partial class CountersTests
{
    private static readonly string[] AwkwardIds =
        ["a}b", "a{b", "{", "}", "{}", "}{", "%", "%7D", "%7B", "%257D", "a%7Db", ":", "c:", "a:c:b", "a}:c:b", " ", "\n", "\0", "ä", "A", "a", "*", "[a]", "?", "\\"];

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
    public void All_keys_of_an_account_lie_in_one_slot()
    {
        // Also of an account that is nothing but a bracket: an empty tag would be no tag.
        foreach (var account in AwkwardIds.Select(id => new AccountId(id)))
        {
            var slots = AwkwardIds
                .SelectMany(person => _redis.Keys.OfMove(account, new(person)))
                .Append(_redis.Keys.RosterToken(account, new("}g{")))
                .Select(key => SlotOf(key!));
            Assert.Single(slots.Distinct());
        }
    }

    [SkippableFact]
    public async Task A_group_of_people_with_awkward_ids_is_read_by_one_command()
    {
        foreach (var account in AwkwardIds.Select(id => new AccountId($"{id}{_account.Value}")))
        {
            PersonId[] members = [.. AwkwardIds.Select(id => new PersonId(id))];
            await Task.WhenAll(members.Select(member => Counters.RecordAsync(account, member, [One("a", Visit)], default)));
            Assert.Equal(members.Length, SumOf(await Counters.ReadGroupAsync(Counters.KeysOf(account, Group, members), default), members.Length));
        }
    }

    // As the cluster specification has it: CRC16 of what is between the first { and the next }, if that isn't empty.
    private static int SlotOf(string key)
    {
        var open = key.IndexOf('{', StringComparison.Ordinal);
        var close = key.IndexOf('}', open + 1);
        var tag = open >= 0 && close > open + 1 ? key[(open + 1)..close] : key;
        var crc = 0;
        foreach (var octet in System.Text.Encoding.UTF8.GetBytes(tag))
        {
            crc ^= octet << 8;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = ((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xFFFF;
            }
        }

        return crc % 16384;
    }
}
