using System.IO.Hashing;
using System.Text;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>
/// The roster tokens of an instance with a single server, in its memory. Groups share tokens: a change to one group causes the few others
/// with the same token to be read again, which is cheaper than a token for each of a million groups.
/// </summary>
internal sealed class RosterTokens
{
    private readonly long[] _tokens = new long[1 << 14];

    public RosterTokens()
    {
        Array.Fill(_tokens, 1);
    }

    public RosterToken Of(BuyingGroupId group) => new(Volatile.Read(ref _tokens[IndexOf(group)]));

    public void Replace(BuyingGroupId group) => Interlocked.Increment(ref _tokens[IndexOf(group)]);

    private int IndexOf(BuyingGroupId group)
    {
        Span<byte> utf8 = stackalloc byte[3 * 128];
        var length = Encoding.UTF8.GetBytes(group.Value, utf8);
        return (int)(XxHash3.HashToUInt64(utf8[..length]) % (ulong)_tokens.Length);
    }
}
