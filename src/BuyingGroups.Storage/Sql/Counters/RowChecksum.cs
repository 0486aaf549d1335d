using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>
/// The checksum of a row of the embedded counters. SQLite has none of its own outside of its log, so a flipped bit in a count would be taken for
/// what somebody did.
/// </summary>
internal static class RowChecksum
{
    /// <summary>Over the row's key, a number that depends on the table, and the packed bytes.</summary>
    public static long Of(AccountId account, PersonId person, long number, ReadOnlySpan<byte> packed)
    {
        var size = Encoding.UTF8.GetMaxByteCount(account.Value.Length + person.Value.Length) + 18 + packed.Length;
        var rented = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            // Lengths in front: no two pairs of ids make the same bytes.
            var length = Append(rented, 0, account.Value);
            length = Append(rented, length, person.Value);
            BinaryPrimitives.WriteInt64LittleEndian(rented.AsSpan(length), number);
            packed.CopyTo(rented.AsSpan(length + 8));
            return unchecked((long)XxHash3.HashToUInt64(rented.AsSpan(0, length + 8 + packed.Length)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static int Append(byte[] into, int at, string id)
    {
        var length = Encoding.UTF8.GetBytes(id, into.AsSpan(at + 4));
        BinaryPrimitives.WriteInt32LittleEndian(into.AsSpan(at), length);
        return at + 4 + length;
    }
}
