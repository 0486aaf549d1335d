using BuyingGroups.Storage.Counters;
using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>The keys that one command reads for a score of a group: the roster token, then each member's counters.</summary>
internal sealed class RedisGroupKeys(RedisKey[] keys) : GroupKeys
{
    public RedisKey[] Keys { get; } = keys;
}
