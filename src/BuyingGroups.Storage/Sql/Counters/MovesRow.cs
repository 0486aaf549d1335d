using System.Text;
using BuyingGroups.Storage.Counters;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>A row of <c>person_moves</c>.</summary>
/// <param name="Marker">The hash of the move by which the person left the account; empty if the person is here, or never was.</param>
/// <param name="MovedTo">The account to which the person moved; empty without a marker.</param>
/// <param name="Moves">The hashes of the last 64 moves that began or ended here.</param>
/// <param name="KeptUntil">Until when a server may have the old account cached, in Unix milliseconds.</param>
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

    /// <summary>The remembered moves and a further one. Only the last 64 are kept, which suffice to recognize a late repetition.</summary>
    public byte[] MovesWith(byte[] move) => [.. Moves.TakeLast((Remembered - 1) * IdRecords.HashSize), .. move];

    /// <summary>The bytes that the checksum covers, beside the key and the expiry.</summary>
    internal byte[] Checked => [.. Marker, .. Encoding.UTF8.GetBytes(MovedTo), 0, .. Moves];
}
