using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>A row of <c>person_counters</c>.</summary>
/// <param name="Packed">The packed counters, as <see cref="Storage.Counters.CounterRecords"/> without ids after them.</param>
/// <param name="Buckets">The number of buckets of the remembered ids.</param>
/// <param name="NewestDay">The number of the newest day. The row is expired once that day has left the window.</param>
internal sealed record CounterRow(byte[] Packed, int Buckets, int NewestDay)
{
    public static CounterRow None { get; } = new([], 1, 0);

    /// <summary>The number that enters the checksum beside the key and the packed counters.</summary>
    public long Number => ((long)Buckets << 32) | (uint)NewestDay;

    /// <summary>Whether the row has expired: none of its days is in the window any more.</summary>
    public bool IsDead(Day first) => NewestDay < first.Number;
}
