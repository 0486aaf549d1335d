using System.Globalization;
using System.Text;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Errors;

/// <summary>
/// How large an error may be. Errors travel in trailers, twice: as <c>grpc-message</c>, in which a byte that isn't printable ASCII takes
/// three, and within <c>grpc-status-details-bin</c>, in Base64. Clients and proxies limit the size of trailers: gRPC's core, and with it
/// the Python client, to 8 kB; nginx to a page of 4 kB, including all other headers.
/// </summary>
internal static class StatusBounds
{
    /// <summary>The most bytes of an error's trailers, with their names.</summary>
    public const int MaxTrailerBytes = 4_096;

    /// <summary>The part of that which is left for other headers, such as the date.</summary>
    private const int OtherHeaders = 256;

    /// <summary>
    /// The most bytes that a message may take in both trailers together, so that the first violation always has room beside it.
    /// </summary>
    public const int MaxMessageCost = 1_400;

    /// <summary>The longest text of a detail, in bytes of UTF-8. An id of 128 characters fits, whatever the characters are.</summary>
    public const int MaxTextBytes = 384;

    private const string Ellipsis = "…";

    private const int EscapedByte = 3;

    private static readonly int Names = "grpc-status".Length + "16".Length + "grpc-message".Length + "grpc-status-details-bin".Length;

    /// <summary>Whether the status is small enough for every client and proxy.</summary>
    public static bool Fits(RpcStatus status) => TrailerBytes(status) <= MaxTrailerBytes - OtherHeaders;

    /// <summary>The number of bytes of the status's trailers.</summary>
    public static int TrailerBytes(RpcStatus status) => Names + PercentEncoded(status.Message) + Base64(status.CalculateSize());

    /// <summary>The number of bytes that a message takes in both trailers.</summary>
    public static int MessageCost(string message) => (message.EnumerateRunes().Sum(ThirdsOf) + 2) / 3;

    /// <summary>The message, cut to its largest size at a character boundary, with an ellipsis.</summary>
    /// <param name="message">The message.</param>
    /// <param name="less">How many bytes less than the largest size, to leave room for what is added.</param>
    public static string CutMessage(string message, int less = 0) => Cut(message, 3 * (MaxMessageCost - less), ThirdsOf);

    /// <summary>The text of a detail, cut to its largest size at a character boundary, with an ellipsis.</summary>
    public static string CutText(string text) => Cut(text, MaxTextBytes, rune => rune.Utf8SequenceLength);

    /// <summary>
    /// Encodes <c>grpc-message</c> as gRPC specifies: printable ASCII except the percent sign stays, and every other byte becomes
    /// <c>%XX</c>.
    /// </summary>
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

    // Cuts rune by rune, which also replaces unpaired surrogates: a status can't hold them.
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

    // In thirds of a byte, because Base64 turns three bytes into four.
    private static int ThirdsOf(Rune rune) => (3 * PercentEncoded(rune)) + (4 * rune.Utf8SequenceLength);

    private static bool IsPlain(byte unit) => unit is >= 0x20 and <= 0x7e and not (byte)'%';

    private static int Base64(int bytes) => (bytes + 2) / 3 * 4;
}
