using System.Text;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>A row of <c>person_moves</c>.</summary>
/// <param name="Marker">Hash of the move by which the person left the account; empty: the person is here, or never was.</param>
/// <param name="MovedTo">The account that the person moved to; empty without a marker.</param>
/// <param name="Moves">Hashes of the last 64 moves that began or ended here.</param>
/// <param name="KeptUntil">When nobody can have the old account in mind any more, in Unix milliseconds.</param>
internal sealed record MovesRow(byte[] Marker, string MovedTo, byte[] Moves, long KeptUntil)
{
    private const int Remembered = 64;

    public static MovesRow None { get; } = new([], "", [], 0);

    public bool HasMoved(long now) => Marker.Length > 0 && KeptUntil > now;

    public bool Knows(byte[] move)
    {
        for (var at = 0; at < Moves.Length; at += IdRecords.HashSize)
        {
            if (Moves.AsSpan(at, IdRecords.HashSize).SequenceEqual(move))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The last of the moves that are remembered, and a further one: enough to know a late repetition by.</summary>
    public byte[] MovesWith(byte[] move) => [.. Moves.TakeLast((Remembered - 1) * IdRecords.HashSize), .. move];

    /// <summary>What the checksum is over, beside the key and the end.</summary>
    internal byte[] Checked => [.. Marker, .. Encoding.UTF8.GetBytes(MovedTo), 0, .. Moves];
}
