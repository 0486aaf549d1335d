using System.Text;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>
/// Makes the keys. All keys of an account carry its id as hash tag, so they lie in one slot, and one command reads a group's counters on
/// Redis Cluster too.
/// <code>
/// key                        example                    value                                              expires
/// bg:{account}:c:person      bg:{crm-1}:c:crm-adam      counters: run of day u16, type u16, count u24      when its newest day leaves the window
/// bg:{account}:i:person      bg:{crm-1}:i:crm-adam      remembered ids: run of day u16, hash u64           with the counters
/// bg:{account}:i7:person     bg:{crm-1}:i7:crm-adam     the eighth bucket of the ids of a person of many   with the counters
/// bg:{account}:m:person      bg:{crm-1}:m:crm-adam      hash of the move, and the account moved to         2 days after the window's length
/// bg:{account}:v:person      bg:{crm-1}:v:crm-adam      hashes of the moves from and to here               the same
/// bg:{account}:r:group       bg:{crm-1}:r:0197…         roster token, 8 random bytes                       after a week
/// </code>
/// The newest ids of a person stand behind the counters instead, until there are more than eight of them (<c>runs.lua</c> says why).
/// In the account's part <c>%</c>, <c>{</c> and <c>}</c> are percent-escaped: no two pairs of ids make the same key, and the tag is never cut.
/// </summary>
public sealed class CounterKeys(string prefix)
{
    /// <summary>Counters of a person.</summary>
    public RedisKey Counters(AccountId account, PersonId person) => Key(account, 'c', person.Value);

    /// <summary>Remembered ids of a person's activities, or the first bucket of them.</summary>
    public RedisKey Ids(AccountId account, PersonId person) => Key(account, 'i', person.Value);

    /// <summary>A bucket of the remembered ids of a person with many activities.</summary>
    public RedisKey Ids(AccountId account, PersonId person, int bucket) =>
        bucket == 0 ? Ids(account, person) : $"{IdsHead(account)}{bucket}:{person.Value}";

    /// <summary>Where in <see cref="Ids(AccountId, PersonId)"/> the number of a bucket goes, in bytes of UTF-8.</summary>
    internal int BucketPlace(AccountId account) => Encoding.UTF8.GetByteCount(IdsHead(account));

    /// <summary>Says that a person's counters have moved away.</summary>
    public RedisKey Moved(AccountId account, PersonId person) => Key(account, 'm', person.Value);

    /// <summary>The moves of a person that began or ended here.</summary>
    public RedisKey Moves(AccountId account, PersonId person) => Key(account, 'v', person.Value);

    /// <summary>The token of a group's roster.</summary>
    public RedisKey RosterToken(AccountId account, BuyingGroupId group) => Key(account, 'r', group.Value);

    /// <summary>What a recording takes: counters, ids, moved.</summary>
    internal RedisKey[] OfPerson(AccountId account, PersonId person) => [Counters(account, person), Ids(account, person), Moved(account, person)];

    /// <summary>What the scripts of a move take: counters, ids, moved, moves.</summary>
    internal RedisKey[] OfMove(AccountId account, PersonId person) => [.. OfPerson(account, person), Moves(account, person)];

    private string IdsHead(AccountId account) => $"{prefix}:{{{Escape(account.Value)}}}:i";

    private string Key(AccountId account, char kind, string id) => $"{prefix}:{{{Escape(account.Value)}}}:{kind}:{id}";

    private static string Escape(string account) =>
        account.AsSpan().IndexOfAny("%{}") < 0
            ? account
            : account.Replace("%", "%25", StringComparison.Ordinal)
                .Replace("{", "%7B", StringComparison.Ordinal)
                .Replace("}", "%7D", StringComparison.Ordinal);
}
