using System.Buffers.Binary;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>One person's counters by day and type, while they are changed.</summary>
internal sealed class PersonTally
{
    private const int RecordSize = 7;

    private readonly Dictionary<(Day Day, ActivityTypeCode Type), int> _counts;

    public PersonTally(byte[] packed)
    {
        _counts = CounterRecords.Decode(packed).ToDictionary(counter => (counter.Day, counter.Type), counter => counter.Count);
    }

    public Day Newest => _counts.Keys.Max(counter => counter.Day);

    /// <summary>Adds to a counter. False if it would exceed its maximum; then nothing is added.</summary>
    public bool TryAdd(Day day, ActivityTypeCode type, int count)
    {
        var sum = _counts.GetValueOrDefault((day, type)) + (long)count;
        if (sum > CounterRecords.MaxCount)
        {
            return false;
        }

        _counts[(day, type)] = (int)sum;
        return true;
    }

    /// <summary>Adds to a counter, up to its maximum.</summary>
    public void AddUpTo(ActivityCount counter) =>
        _counts[(counter.Day, counter.Type)] =
            Math.Min(CounterRecords.MaxCount, _counts.GetValueOrDefault((counter.Day, counter.Type)) + counter.Count);

    /// <summary>The packed counters, without those of days before <paramref name="droppable"/>.</summary>
    public byte[] Pack(Day droppable)
    {
        var kept = _counts.Where(counter => counter.Key.Day >= droppable).ToArray();
        var packed = new byte[kept.Length * RecordSize];
        var record = packed.AsSpan();
        foreach (var ((day, type), count) in kept)
        {
            CounterRecords.KeyOf(day, type).CopyTo(record);
            record[4] = (byte)(count >> 16);
            BinaryPrimitives.WriteUInt16BigEndian(record[5..], (ushort)count);
            record = record[RecordSize..];
        }

        return packed;
    }
}
