namespace BuyingGroups.Storage.Counters;

/// <summary>
/// The names of moves. The stores keep only the hash of a move's id; the name is made from the hash, and stands for the id in all steps.
/// </summary>
internal static class MoveNames
{
    private const char Mark = '#';

    /// <summary>The name of the move with an id, or with that name.</summary>
    public static string Of(string moveId) => Of(HashOf(moveId));

    /// <summary>The name of the move with a hash.</summary>
    public static string Of(ReadOnlySpan<byte> hash) => $"{Mark}{Convert.ToHexStringLower(hash)}";

    /// <summary>The hash by which the stores know a move, from its id or its name.</summary>
    public static byte[] HashOf(string moveId) =>
        moveId.StartsWith(Mark) ? Convert.FromHexString(moveId.AsSpan(1)) : IdRecords.BytesOf(IdRecords.HashOf($"move {moveId}"));
}
