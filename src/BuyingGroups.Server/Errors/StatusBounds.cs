using System.Globalization;
using System.Text;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Errors;

/// <summary>
/// How large an error may be. Errors travel in trailers, twice over: as <c>grpc-message</c>, in which a byte that isn't printable ASCII
/// takes three, and within
/// <c>grpc-status-details-bin</c>, in Base64. Whoever is on the way bounds them: gRPC's core, and with it the Python client, at 8 kB, nginx
/// at a page of 4 kB, with all other headers.
/// </summary>
internal static class StatusBounds
{
    /// <summary>The most bytes of an error's trailers, names included.</summary>
    public const int MaxTrailerBytes = 4_096;

    /// <summary>What is left of that to headers that aren't ours, such as the date.</summary>
    private const int OtherHeaders = 256;

    /// <summary>What a message may take of both trailers together, so that the first violation always has room beside it.</summary>
    public const int MaxMessageCost = 1_400;

    /// <summary>The longest text of a detail, in bytes of UTF-8: an id of 128 characters fits, whatever they are.</summary>
    public const int MaxTextBytes = 384;

    private const string Ellipsis = "…";

    private const int EscapedByte = 3;

    private static readonly int Names = "grpc-status".Length + "16".Length + "grpc-message".Length + "grpc-status-details-bin".Length;

    /// <summary>Whether the status arrives wherever it is sent to.</summary>
    public static bool Fits(RpcStatus status) => TrailerBytes(status) <= MaxTrailerBytes - OtherHeaders;

    /// <summary>How many bytes its trailers have.</summary>
    public static int TrailerBytes(RpcStatus status) => Names + PercentEncoded(status.Message) + Base64(status.CalculateSize());

    /// <summary>What a message takes of both trailers.</summary>
    public static int MessageCost(string message) => (message.EnumerateRunes().Sum(ThirdsOf) + 2) / 3;

    /// <summary>A message that costs no more than it may: cut at a character, with an ellipsis.</summary>
    /// <param name="message">The message.</param>
    /// <param name="less">How much less than it may cost, to leave room for what is added.</param>
    public static string CutMessage(string message, int less = 0) => Cut(message, 3 * (MaxMessageCost - less), ThirdsOf);

    /// <summary>A text of a detail, no longer than it may be: cut at a character, with an ellipsis.</summary>
    public static string CutText(string text) => Cut(text, MaxTextBytes, rune => rune.Utf8SequenceLength);

    /// <summary><c>grpc-message</c> as gRPC has it: printable ASCII but the percent sign stays, each other byte is <c>%XX</c>.</summary>
    public static string PercentEncode(string message)
    {
        var encoded = new StringBuilder(message.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(message))
        {
            _ = IsPlain(unit)
                ? encoded.Append((char)unit)
                : encoded.Append('%').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }

    // Rune by rune, which also replaces halves of surrogate pairs: no status can hold one.
    private static string Cut(string text, int most, Func<Rune, int> costOf)
    {
        var room = most - Ellipsis.EnumerateRunes().Sum(costOf);
        var (cut, total, isWhole) = (new StringBuilder(), 0, true);
        var fits = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            total += costOf(rune);
            if (total > most)
            {
                isWhole = false;
                break;
            }

            cut.Append(rune);
            fits = total <= room ? cut.Length : fits;
        }

        return isWhole ? cut.ToString() : $"{cut.ToString(0, fits)}{Ellipsis}";
    }

    private static int PercentEncoded(string message) => message.EnumerateRunes().Sum(PercentEncoded);

    private static int PercentEncoded(Rune rune) => rune.IsAscii && IsPlain((byte)rune.Value) ? 1 : EscapedByte * rune.Utf8SequenceLength;

    // In thirds of a byte, since Base64 makes four of three.
    private static int ThirdsOf(Rune rune) => (3 * PercentEncoded(rune)) + (4 * rune.Utf8SequenceLength);

    private static bool IsPlain(byte unit) => unit is >= 0x20 and <= 0x7e and not (byte)'%';

    private static int Base64(int bytes) => (bytes + 2) / 3 * 4;
}
