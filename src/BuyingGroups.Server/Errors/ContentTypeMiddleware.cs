using Grpc.AspNetCore.Server;

namespace BuyingGroups.Server.Errors;

/// <summary>
/// Answers a request to a gRPC method that isn't a gRPC request with the HTTP status 415, as gRPC's protocol over HTTP/2 demands: a gRPC
/// error is an HTTP 200, which another kind of client would take for success. Stands before everything that answers with gRPC errors.
/// </summary>
internal sealed class ContentTypeMiddleware(RequestDelegate next)
{
    private const string Grpc = "application/grpc";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is null || IsGrpc(context.Request.ContentType))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        context.Response.Headers.Accept = Grpc;
        return Task.CompletedTask;
    }

    // A parameter or a message format may follow, as in application/grpc+proto. The type application/grpc-web is another protocol.
    private static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(Grpc, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == Grpc.Length || contentType[Grpc.Length] is ';' or '+');
}
