using BuyingGroups.Storage.Counters;
using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>The keys that a score of a group reads, in one command: the roster token, then each member's counters.</summary>
internal sealed class RedisGroupKeys(RedisKey[] keys) : GroupKeys
{
    public RedisKey[] Keys { get; } = keys;
}
