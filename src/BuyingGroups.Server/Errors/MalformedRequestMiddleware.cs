using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace BuyingGroups.Server.Errors;

/// <summary>
/// Answers INVALID_ARGUMENT to bytes that aren't a message of the method. The gRPC framework reads a request before any interceptor
/// runs, and calls what it can't read UNKNOWN or INTERNAL, which a caller would take for a fault of the server.
/// </summary>
internal sealed class MalformedRequestMiddleware(RequestDelegate next)
{
    private const string StatusTrailer = "grpc-status";
    private const string MessageTrailer = "grpc-message";
    private const string MalformedMessage = "The request isn't a well-formed message of this method.";
    private static readonly object Understood = new();

    /// <summary>Says that the request was read, so that a status from here on is the handler's own.</summary>
    public static void MarkUnderstood(ServerCallContext context) => context.GetHttpContext().Items[Understood] = Understood;

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Items.ContainsKey(Understood))
        {
            return;
        }

        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        foreach (var headers in new[] { trailers, context.Response.HasStarted ? null : context.Response.Headers })
        {
            if (headers is not null
                && Enum.TryParse<StatusCode>(headers[StatusTrailer], out var status)
                && status is StatusCode.Unknown or StatusCode.Internal)
            {
                headers![StatusTrailer] = ((int)StatusCode.InvalidArgument).ToString(CultureInfo.InvariantCulture);
                headers[MessageTrailer] = Uri.EscapeDataString(MalformedMessage);
            }
        }
    }
}
