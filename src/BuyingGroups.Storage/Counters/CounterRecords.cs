using System.Buffers.Binary;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Counters;

/// <summary>
/// A person's counters as they are stored: a run of 7-byte records of day (16 bits), type (16 bits) and count (24 bits), big-endian.
/// </summary>
/// <remarks>
/// In Redis, the newest remembered ids and the number of buckets of the other ids may follow the records, in records of day zero;
/// <c>runs.lua</c> describes how.
/// </remarks>
public static class CounterRecords
{
    /// <summary>The highest count of one person's activities of one type on one day.</summary>
    public const int MaxCount = (1 << 24) - 1;

    private const int Size = 7;
    private const int HalfId = 5;

    /// <summary>The number of counters.</summary>
    public static int CountOf(ReadOnlySpan<byte> packed)
    {
        while (packed.Length > 0 && packed[^Size] == 0 && packed[^(Size - 1)] == 0)
        {
            packed = packed[..^Size];
        }

        return packed.Length / Size;
    }

    /// <summary>Decodes the counters.</summary>
    public static ActivityCount[] Decode(ReadOnlySpan<byte> packed)
    {
        var counters = new ActivityCount[CountOf(packed)];
        Decode(packed, counters);
        return counters;
    }

    /// <summary>Decodes the counters into <paramref name="counters"/>, and returns how many there are.</summary>
    public static int Decode(ReadOnlySpan<byte> packed, Span<ActivityCount> counters)
    {
        var count = CountOf(packed);
        for (var index = 0; index < count; index++, packed = packed[Size..])
        {
            counters[index] = new ActivityCount(
                new Day(BinaryPrimitives.ReadUInt16BigEndian(packed)),
                new ActivityTypeCode(BinaryPrimitives.ReadUInt16BigEndian(packed[2..])),
                (packed[4] << 16) | BinaryPrimitives.ReadUInt16BigEndian(packed[5..]));
        }

        return count;
    }

    /// <summary>The records without the ids that follow them.</summary>
    internal static ReadOnlySpan<byte> WithoutTail(ReadOnlySpan<byte> packed) => packed[..(CountOf(packed) * Size)];

    /// <summary>The ids that follow the counters, as <see cref="IdRecords"/>.</summary>
    internal static byte[] RecentIds(ReadOnlySpan<byte> packed)
    {
        var pairs = packed[(CountOf(packed) * Size)..];
        var ids = new byte[pairs.Length / (2 * Size) * IdRecords.Size];
        for (var id = 0; id < ids.Length; id += IdRecords.Size, pairs = pairs[(2 * Size)..])
        {
            pairs[(Size - HalfId)..Size].CopyTo(ids.AsSpan(id));
            pairs[(Size + Size - HalfId)..(2 * Size)].CopyTo(ids.AsSpan(id + HalfId));
        }

        return ids;
    }

    /// <summary>The number of buckets of the person's remembered ids, which follows the counters if it is more than one.</summary>
    internal static int BucketsOf(ReadOnlySpan<byte> packed)
    {
        var tail = packed[(CountOf(packed) * Size)..];
        return tail.Length / Size % 2 == 0 ? 1 : (tail[^3] << 16) | BinaryPrimitives.ReadUInt16BigEndian(tail[^2..]);
    }

    /// <summary>The first four bytes of a record, which identify it in a run.</summary>
    internal static byte[] KeyOf(Day day, ActivityTypeCode type)
    {
        var key = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(key, checked((ushort)day.Number));
        BinaryPrimitives.WriteUInt16BigEndian(key.AsSpan(2), type.Value);
        return key;
    }
}
