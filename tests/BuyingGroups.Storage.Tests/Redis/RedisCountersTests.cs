using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Counters;
using BuyingGroups.Storage.Tests.Counters;
using StackExchange.Redis;
using Xunit;

namespace BuyingGroups.Storage.Tests.Redis;

/// <summary>What a Redis has to do beside what every engine of the counters has to.</summary>
public abstract partial class RedisCountersTests(RedisCounterEngine redis) : CountersTests(redis)
{
    [SkippableFact]
    public async Task A_group_without_a_token_reads_as_zero_and_a_made_token_never_is()
    {
        Assert.Equal(new RosterToken(0), await ReadTokenAsync(Counters));
        Assert.NotEqual(0, (await Counters.EnsureRosterTokenAsync(_account, Group, default)).Value);
    }

    [SkippableFact]
    public async Task A_token_lasts_a_week()
    {
        await Counters.EnsureRosterTokenAsync(_account, Group, default);
        var key = redis.Keys.RosterToken(_account, Group);
        AssertClose(TimeSpan.FromDays(7), await redis.Raw.GetDatabase().KeyTimeToLiveAsync(key));

        await redis.Raw.GetDatabase().KeyExpireAsync(key, TimeSpan.FromDays(1));
        await Counters.SetRosterTokenAsync(_account, Group, default);
        AssertClose(TimeSpan.FromDays(7), await redis.Raw.GetDatabase().KeyTimeToLiveAsync(key));
    }

    [SkippableFact]
    public void All_keys_of_an_account_lie_in_one_slot()
    {
        // Also of an account that is nothing but a bracket: an empty tag would be no tag.
        foreach (var account in AwkwardIds.Select(id => new AccountId(id)))
        {
            var slots = AwkwardIds
                .SelectMany(person => (RedisKey[])[.. redis.Keys.OfMove(account, new(person)), redis.Keys.Ids(account, new(person), 7)])
                .Append(redis.Keys.RosterToken(account, new("}g{")))
                .Select(key => SlotOf(key!));
            Assert.Single(slots.Distinct());
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
