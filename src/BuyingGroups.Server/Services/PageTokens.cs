using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BuyingGroups.Server.Errors;
using BuyingGroups.Storage.Sql;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace BuyingGroups.Server.Services;

/// <summary>
/// Page tokens: the cursor of the next page, sealed together with the whole request of the list. A token that another method made, or a
/// request with other filters, or nobody, is refused: without the seal it would be read as a cursor of a list to which it doesn't belong.
/// </summary>
/// <remarks>
/// Tokens are opaque to callers but not encrypted: a cursor is the key of an item that the previous page has shown. The seal is an HMAC. It
/// covers the request message itself, without the two fields that change from page to page, so that a new filter can't be forgotten. Each
/// list has a request message of its own, whose name stands for the method.
/// </remarks>
/// <param name="key">The secret that all servers over a database share.</param>
internal sealed class PageTokens(byte[] key)
{
    /// <summary>The field of a list's request that limits the size of a page.</summary>
    public const string SizeField = "page_size";

    /// <summary>The field of a list's request that takes the page token.</summary>
    public const string TokenField = "page_token";

    private const int DefaultPageSize = 50;
    private const int SealLength = 16;

    /// <summary>The page that a list is asked for.</summary>
    /// <param name="request">The list's request, already validated.</param>
    /// <exception cref="RpcException">Its token wasn't made by this list for this request.</exception>
    public PageRequest Read<TRequest>(TRequest request)
        where TRequest : IMessage<TRequest>
    {
        var size = (int)FieldOf(request, SizeField).Accessor.GetValue(request);
        var token = (string)FieldOf(request, TokenField).Accessor.GetValue(request);
        return new PageRequest(size == 0 ? DefaultPageSize : size, token.Length == 0 ? null : CursorOf(token, request));
    }

    /// <summary>The token of the next page; empty if there is none.</summary>
    /// <param name="request">The list's request.</param>
    /// <param name="next">The cursor of the next page; null if this was the last.</param>
    public string Write<TRequest>(TRequest request, PageCursor? next)
        where TRequest : IMessage<TRequest>
    {
        if (next is null)
        {
            return "";
        }

        var place = JsonSerializer.SerializeToUtf8Bytes<string[]>([next.SortKey, next.Id]);
        return Base64Url.EncodeToString([.. Seal(place, request), .. place]);
    }

    private PageCursor CursorOf<TRequest>(string token, TRequest request)
        where TRequest : IMessage<TRequest>
    {
        if (Base64Url.IsValid(token) && Base64Url.DecodeFromChars(token) is { Length: > SealLength } bytes)
        {
            var place = bytes.AsSpan(SealLength);
            if (CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, SealLength), Seal(place, request)))
            {
                var parts = JsonSerializer.Deserialize<string[]>(place)!;
                return new PageCursor(parts[0], parts[1]);
            }
        }

        throw RpcErrors
            .InvalidArgument(TokenField, "isn't a next_page_token of this list under this request", "MALFORMED")
            .ToRpcException();
    }

    private byte[] Seal<TRequest>(ReadOnlySpan<byte> place, TRequest request)
        where TRequest : IMessage<TRequest>
    {
        var bound = request.Clone();
        FieldOf(bound, SizeField).Accessor.Clear(bound);
        FieldOf(bound, TokenField).Accessor.Clear(bound);
        using var seal = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Append(seal, Encoding.UTF8.GetBytes(bound.Descriptor.FullName));
        Append(seal, bound.ToByteArray());
        Append(seal, place);
        return seal.GetHashAndReset()[..SealLength];
    }

    // Each part is preceded by its length, so that no part can imitate the beginning of the next.
    private static void Append(IncrementalHash seal, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        seal.AppendData(length);
        seal.AppendData(part);
    }

    private static FieldDescriptor FieldOf(IMessage request, string name) =>
        request.Descriptor.FindFieldByName(name)
        ?? throw new ArgumentException($"{request.Descriptor.FullName} has no {name}: it is no request of a list.", nameof(request));
}
