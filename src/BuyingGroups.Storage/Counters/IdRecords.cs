using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Counters;

/// <summary>
/// Remembered ids of activities as the stores keep them: a run of 10-byte records of day (16 bits) and hash of the id (64 bits, XXH3),
/// big-endian, in the order in which they arrived.
/// </summary>
/// <remarks>
/// The ids of a person with many activities are spread over buckets by linear hashing (Litwin 1980): bucket <c>n</c> of <c>count</c> holds
/// the ids whose slot is <c>n</c>, and when a bucket has become too long, the next bucket in turn is split in two. So a recording costs the
/// same however many ids there are. The Redis scripts do the same (<c>runs.lua</c>).
/// </remarks>
internal static class IdRecords
{
    public const int Size = 2 + HashSize;

    public const int HashSize = 8;

    public static byte[] Of(Day day, string id)
    {
        var record = new byte[Size];
        Write(record, day, HashOf(id));
        return record;
    }

    public static void Write(Span<byte> record, Day day, ulong hash)
    {
        BinaryPrimitives.WriteUInt16BigEndian(record, checked((ushort)day.Number));
        BinaryPrimitives.WriteUInt64BigEndian(record[2..], hash);
    }

    public static Day DayOf(ReadOnlySpan<byte> record) => new(BinaryPrimitives.ReadUInt16BigEndian(record));

    public static ulong HashOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt64BigEndian(record[2..]);

    public static ulong HashOf(string id)
    {
        Span<byte> utf8 = stackalloc byte[3 * 256];
        var length = Encoding.UTF8.GetBytes(id, utf8);
        return XxHash3.HashToUInt64(utf8[..length]);
    }

    public static byte[] BytesOf(ulong hash)
    {
        var bytes = new byte[HashSize];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, hash);
        return bytes;
    }

    /// <summary>The bucket of an id, if there are <paramref name="count"/> buckets.</summary>
    public static int BucketOf(ulong hash, int count)
    {
        var slot = SlotOf(hash, count);
        return slot < count ? slot : slot - LevelOf(count);
    }

    /// <summary>
    /// The bucket that is split next. The ids for which <see cref="SlotOf"/> says so go to bucket <paramref name="count"/>.
    /// </summary>
    public static int NextToSplit(int count) => count - LevelOf(count);

    public static int SlotOf(ulong hash, int count) => (int)(hash & 0xFFFFFF) % (LevelOf(count) * 2);

    // The largest power of two that doesn't exceed the number of buckets.
    private static int LevelOf(int count) => 1 << int.Log2(count);
}
