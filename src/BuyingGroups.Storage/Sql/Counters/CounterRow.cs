using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>A row of <c>person_counters</c>.</summary>
/// <param name="Packed">The counters, as <see cref="Storage.Counters.CounterRecords"/> without a tail.</param>
/// <param name="Buckets">How many buckets the remembered ids fill.</param>
/// <param name="NewestDay">The number of the newest day; the row is dead once that has left the window.</param>
internal sealed record CounterRow(byte[] Packed, int Buckets, int NewestDay)
{
    public static CounterRow None { get; } = new([], 1, 0);

    /// <summary>What the checksum takes beside the key and the packed counters.</summary>
    public long Number => ((long)Buckets << 32) | (uint)NewestDay;

    /// <summary>Whether anything of it counts at all.</summary>
    public bool IsDead(Day first) => NewestDay < first.Number;
}
