using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>The keys that a score of a group reads, in one command: the roster token, then each member's counters.</summary>
public sealed class GroupKeys
{
    internal GroupKeys(RedisKey[] keys) => Keys = keys;

    internal RedisKey[] Keys { get; }
}
