using System.Text;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>
/// Makes the keys. All keys of an account carry its id as hash tag, so they lie in one slot, and one command reads a group's counters on
/// Redis Cluster too.
/// <code>
/// key                      example                    value                                          expires
/// bg:{account}:c:person    bg:{crm-1}:c:crm-adam      counters: run of day u16, type u16, count u24  when its newest day leaves the window
/// bg:{account}:i:person    bg:{crm-1}:i:crm-adam      remembered ids: run of day u16, hash u64       with the counters
/// bg:{account}:i7:person   bg:{crm-1}:i7:crm-adam     the eighth bucket of a person with many ids    with the counters
/// bg:{account}:m:person    bg:{crm-1}:m:crm-adam      marker: hash of the move, new account          the window's length plus 2 days
/// bg:{account}:v:person    bg:{crm-1}:v:crm-adam      hashes of the moves from and to this account   the window's length plus 2 days
/// bg:{account}:r:group     bg:{crm-1}:r:0197…         roster token, 8 random bytes                   after a week
/// </code>
/// The newest ids of a person follow the counters in the first key, as long as there are at most eight of them (<c>runs.lua</c> says why).
/// In the account's part <c>%</c>, <c>{</c> and <c>}</c> are percent-escaped: no two pairs of ids make the same key, and the tag is never
/// cut.
/// </summary>
public sealed class CounterKeys(string prefix)
{
    /// <summary>The key of a person's counters.</summary>
    public RedisKey Counters(AccountId account, PersonId person) => Key(account, 'c', person.Value);

    /// <summary>The key of the remembered ids of a person's activities, or of their first bucket.</summary>
    public RedisKey Ids(AccountId account, PersonId person) => Key(account, 'i', person.Value);

    /// <summary>The key of a bucket of the remembered ids of a person with many activities.</summary>
    public RedisKey Ids(AccountId account, PersonId person, int bucket) =>
        bucket == 0 ? Ids(account, person) : $"{IdsHead(account)}{bucket}:{person.Value}";

    /// <summary>Where the number of a bucket is inserted into <see cref="Ids(AccountId, PersonId)"/>, in bytes of UTF-8.</summary>
    internal int BucketPlace(AccountId account) => Encoding.UTF8.GetByteCount(IdsHead(account));

    /// <summary>The key of the marker that says that a person's counters have moved away.</summary>
    public RedisKey Moved(AccountId account, PersonId person) => Key(account, 'm', person.Value);

    /// <summary>The key of the moves of a person that began or ended in the account.</summary>
    public RedisKey Moves(AccountId account, PersonId person) => Key(account, 'v', person.Value);

    /// <summary>The key of a group's roster token.</summary>
    public RedisKey RosterToken(AccountId account, BuyingGroupId group) => Key(account, 'r', group.Value);

    /// <summary>The keys for a recording: counters, ids, marker.</summary>
    internal RedisKey[] OfPerson(AccountId account, PersonId person) =>
        [Counters(account, person), Ids(account, person), Moved(account, person)];

    /// <summary>The keys for the scripts of a move: counters, ids, marker, moves.</summary>
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
