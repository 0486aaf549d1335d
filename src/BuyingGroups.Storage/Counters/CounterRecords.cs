using System.Buffers.Binary;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Counters;

/// <summary>A person's counters as Redis keeps them: a run of 7-byte records of day (16 bits), type (16 bits) and count (24 bits), big-endian.</summary>
/// <remarks>Behind the records may stand the newest remembered ids and the number of the other ids' buckets, in records of day zero; <c>runs.lua</c> says how.</remarks>
public static class CounterRecords
{
    /// <summary>The most that one person's activities of one type can count up to on one day.</summary>
    public const int MaxCount = (1 << 24) - 1;

    private const int Size = 7;
    private const int HalfId = 5;

    /// <summary>How many counters there are.</summary>
    public static int CountOf(ReadOnlySpan<byte> packed)
    {
        while (packed.Length > 0 && packed[^Size] == 0 && packed[^(Size - 1)] == 0)
        {
            packed = packed[..^Size];
        }

        return packed.Length / Size;
    }

    /// <summary>Reads the counters.</summary>
    public static ActivityCount[] Decode(ReadOnlySpan<byte> packed)
    {
        var counters = new ActivityCount[CountOf(packed)];
        Decode(packed, counters);
        return counters;
    }

    /// <summary>Reads the counters into <paramref name="counters"/>, and answers how many there are.</summary>
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

    /// <summary>The records without what stands behind them.</summary>
    internal static ReadOnlySpan<byte> WithoutTail(ReadOnlySpan<byte> packed) => packed[..(CountOf(packed) * Size)];

    /// <summary>The ids behind the counters, as <see cref="IdRecords"/>.</summary>
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

    /// <summary>How many buckets the person's remembered ids fill: said behind the counters if it is more than one.</summary>
    internal static int BucketsOf(ReadOnlySpan<byte> packed)
    {
        var tail = packed[(CountOf(packed) * Size)..];
        return tail.Length / Size % 2 == 0 ? 1 : (tail[^3] << 16) | BinaryPrimitives.ReadUInt16BigEndian(tail[^2..]);
    }

    /// <summary>The first four bytes of a record: what identifies it in a run.</summary>
    internal static byte[] KeyOf(Day day, ActivityTypeCode type)
    {
        var key = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(key, checked((ushort)day.Number));
        BinaryPrimitives.WriteUInt16BigEndian(key.AsSpan(2), type.Value);
        return key;
    }
}
