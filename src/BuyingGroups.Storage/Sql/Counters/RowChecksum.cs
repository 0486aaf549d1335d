using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>
/// The checksum of a row of the embedded counters. SQLite itself has checksums in its log only, so a flipped bit in a count would pass for
/// activity.
/// </summary>
internal static class RowChecksum
{
    /// <summary>The checksum over the row's key, a number that depends on the table, and the packed bytes.</summary>
    public static long Of(AccountId account, PersonId person, long number, ReadOnlySpan<byte> packed) =>
        Of(Encoding.UTF8.GetBytes(account.Value), Encoding.UTF8.GetBytes(person.Value), number, packed);

    /// <summary>The same checksum for ids in UTF-8.</summary>
    public static long Of(ReadOnlySpan<byte> account, ReadOnlySpan<byte> person, long number, ReadOnlySpan<byte> packed)
    {
        var size = 4 + account.Length + 4 + person.Length + 8 + packed.Length;
        byte[]? rented = null;
        var all = size <= 1024 ? stackalloc byte[1024] : rented = ArrayPool<byte>.Shared.Rent(size);
        // The lengths come first, so that no two pairs of ids make the same bytes.
        var rest = Append(Append(all, account), person);
        BinaryPrimitives.WriteInt64LittleEndian(rest, number);
        packed.CopyTo(rest[8..]);
        var checksum = unchecked((long)XxHash3.HashToUInt64(all[..size]));
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return checksum;
    }

    private static Span<byte> Append(Span<byte> into, ReadOnlySpan<byte> id)
    {
        BinaryPrimitives.WriteInt32LittleEndian(into, id.Length);
        id.CopyTo(into[4..]);
        return into[(4 + id.Length)..];
    }
}
