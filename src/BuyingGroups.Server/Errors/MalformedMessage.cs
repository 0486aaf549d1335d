using System.Text.Unicode;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Errors;

/// <summary>
/// Finds out what is wrong with bytes that couldn't be parsed as a message. Only such bytes are walked; well-formed messages cost nothing.
/// </summary>
internal static class MalformedMessage
{
    private const int MaxDepth = 100;
    private const int MaxKeyLength = 64;
    private const string KeyField = "key";
    private const string ValueField = "value";

    /// <summary>The error for bytes that aren't a message of the method, or that aren't framed as gRPC frames a message.</summary>
    public static RpcStatus Error() =>
        RpcErrors.InvalidArgument("", "The request isn't a well-formed message of this method.", "MALFORMED_MESSAGE");

    /// <summary>The error for <paramref name="payload"/>. It names the first text that isn't valid UTF-8, if that is the fault.</summary>
    public static RpcStatus ErrorOf(byte[] payload, MessageDescriptor descriptor)
    {
        try
        {
            using var input = new CodedInputStream(payload);
            if (FirstBadText(input, descriptor, path: "", depth: 0) is { } path)
            {
                return RpcErrors.InvalidArgument(path, "isn't well-formed UTF-8", "MALFORMED");
            }
        }
        catch (InvalidProtocolBufferException)
        {
            // The bytes are broken in another way before any such text.
        }

        return Error();
    }

    private static string? FirstBadText(CodedInputStream input, MessageDescriptor descriptor, string path, int depth)
    {
        var items = new Dictionary<int, int>();
        while (input.ReadTag() is var tag and not 0)
        {
            var field = descriptor.FindFieldByNumber(WireFormat.GetTagFieldNumber(tag));
            if (field is not { FieldType: FieldType.String or FieldType.Message }
                || WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited
                || depth == MaxDepth)
            {
                input.SkipLastField();
                continue;
            }

            var value = input.ReadBytes();
            var index = items[field.FieldNumber] = items.GetValueOrDefault(field.FieldNumber, -1) + 1;
            var valuePath = field is { IsRepeated: true, IsMap: false } ? $"{path}{field.Name}[{index}]" : path + field.Name;
            var bad = field switch
            {
                { FieldType: FieldType.String } => Utf8.IsValid(value.Span) ? null : valuePath,
                { IsMap: true } => FirstBadTextOfEntry(value, field.MessageType, valuePath, depth + 1),
                _ => FirstBadText(value.CreateCodedInput(), field.MessageType, $"{valuePath}.", depth + 1),
            };
            if (bad is not null)
            {
                return bad;
            }
        }

        return null;
    }

    /// <summary>An entry of a map is encoded as a message of <c>key</c> and <c>value</c>. Its path is <c>field["key"]</c>.</summary>
    private static string? FirstBadTextOfEntry(ByteString entry, MessageDescriptor descriptor, string mapPath, int depth) =>
        FirstBadText(entry.CreateCodedInput(), descriptor, path: "", depth) switch
        {
            null => null,
            KeyField => mapPath,
            var bad => mapPath + Subscript(entry.CreateCodedInput()) + bad[ValueField.Length..],
        };

    /// <summary>Empty if the key isn't a text that can be shown.</summary>
    private static string Subscript(CodedInputStream entry)
    {
        while (entry.ReadTag() is var tag and not 0)
        {
            if (tag == WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited))
            {
                var key = entry.ReadBytes().ToStringUtf8();
                return key.Length is > 0 and <= MaxKeyLength ? $"[\"{key}\"]" : "";
            }

            entry.SkipLastField();
        }

        return "";
    }
}
