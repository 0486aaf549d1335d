using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using BuyingGroups.Server.Errors;
using BuyingGroups.Storage.Sql;
using Grpc.Core;

namespace BuyingGroups.Server.Services;

/// <summary>Page tokens: where the next page starts, and under which filters. Opaque to callers; not a secret.</summary>
internal static class PageTokens
{
    private const int DefaultPageSize = 50;

    /// <summary>The page that a list request asks for.</summary>
    /// <param name="pageSize">0 for the default.</param>
    /// <param name="token">Empty for the first page.</param>
    /// <param name="filters">The request's filters, in a fixed order.</param>
    public static PageRequest Read(int pageSize, string token, params string[] filters) =>
        new(pageSize == 0 ? DefaultPageSize : pageSize, token.Length == 0 ? null : CursorOf(token, filters));

    /// <summary>The token of the page after; empty if there is none.</summary>
    public static string Write(PageCursor? next, params string[] filters) =>
        next is null ? "" : Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes<string[]>([next.SortKey, next.Id, Seal(next, filters)]));

    private static PageCursor CursorOf(string token, string[] filters)
    {
        try
        {
            if (JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(token)) is [{ } sortKey, { } id, { } seal]
                && new PageCursor(sortKey, id) is var cursor
                && seal == Seal(cursor, filters))
            {
                return cursor;
            }
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            // Answered below, like any other token that this list didn't make.
        }

        throw RpcErrors.InvalidArgument("page_token", "isn't a next_page_token of this list under these filters", "MALFORMED").ToRpcException();
    }

    // Not a secret: it keeps a token from being taken to other filters, and one that was made up from reaching the store.
    private static string Seal(PageCursor cursor, string[] filters) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes<string[]>([cursor.SortKey, cursor.Id, .. filters]))[..8]);
}
