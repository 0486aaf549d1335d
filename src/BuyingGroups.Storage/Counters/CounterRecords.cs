using System.Buffers.Binary;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Counters;

/// <summary>A person's counters as Redis keeps them: a run of 7-byte records of day (16 bits), type (16 bits) and count (24 bits), big-endian.</summary>
/// <remarks>Behind the records come the ids that the last write counted, as pairs of records of day zero; <c>runs.lua</c> says why.</remarks>
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

    /// <summary>The hashes of the ids behind the counters.</summary>
    internal static HashSet<ulong> IdsBehind(ReadOnlySpan<byte> packed)
    {
        var hashes = new HashSet<ulong>();
        Span<byte> id = stackalloc byte[2 * HalfId];
        for (packed = packed[(CountOf(packed) * Size)..]; packed.Length > 0; packed = packed[(2 * Size)..])
        {
            packed[(Size - HalfId)..Size].CopyTo(id);
            packed[(Size + Size - HalfId)..(2 * Size)].CopyTo(id[HalfId..]);
            hashes.Add(BinaryPrimitives.ReadUInt64BigEndian(id[2..]));
        }

        return hashes;
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
