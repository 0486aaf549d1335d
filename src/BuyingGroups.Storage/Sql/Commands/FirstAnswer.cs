namespace BuyingGroups.Storage.Sql.Commands;

/// <summary>What was answered when commands came first.</summary>
/// <param name="Message">The response, or the error.</param>
/// <param name="IsError">Whether it is an error: the commands were refused.</param>
public sealed record FirstAnswer(byte[] Message, bool IsError = false)
{
    // No base64 begins so: what was remembered before refusals were is told from them.
    private const string ErrorMark = "error:";

    internal string ToStored() => (IsError ? ErrorMark : "") + Convert.ToBase64String(Message);

    internal static FirstAnswer Parse(string stored) =>
        stored.StartsWith(ErrorMark, StringComparison.Ordinal)
            ? new FirstAnswer(Convert.FromBase64String(stored[ErrorMark.Length..]), IsError: true)
            : new FirstAnswer(Convert.FromBase64String(stored));
}
