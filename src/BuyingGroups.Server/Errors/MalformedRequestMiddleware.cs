using Grpc.Core;

namespace BuyingGroups.Server.Errors;

/// <summary>
/// Answers INVALID_ARGUMENT to requests that aren't framed as gRPC frames messages: cut short, with bytes left over, or with unknown flags.
/// The gRPC framework reads the frame of a single request before any interceptor runs and reports such a fault as INTERNAL or UNKNOWN,
/// which a caller would take for a fault of the server.
/// </summary>
internal sealed class MalformedRequestMiddleware(RequestDelegate next, ILogger<MalformedRequestMiddleware> logger)
{
    private static readonly object Understood = new();

    /// <summary>Notes that the request was read, so that any status from here on comes from the method itself.</summary>
    public static void MarkUnderstood(ServerCallContext context) => context.GetHttpContext().Items[Understood] = Understood;

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        var headers = context.Response.Headers;
        if (context.Response.HasStarted || !Enum.TryParse<StatusCode>(headers.GrpcStatus, out var status))
        {
            return;
        }

        if (context.Items.ContainsKey(Understood))
        {
            if (status == StatusCode.Unknown && !context.RequestAborted.IsCancellationRequested)
            {
                // No method answers UNKNOWN, so the answer couldn't be written.
                logger.LogError(
                    "{Path} couldn't be answered; the log of Grpc.AspNetCore.Server has why, from the level Error on",
                    context.Request.Path);
                context.Response.Answer(RpcErrors.Internal());
            }

            return;
        }

        if (status is StatusCode.Unknown or StatusCode.Internal)
        {
            context.Response.Answer(MalformedMessage.Error());
        }
        else if (status == StatusCode.ResourceExhausted)
        {
            // The framework's refusal of a message that is too large. It will be as large the next time: this header tells gRPC's client
            // libraries not to send it again.
            headers["grpc-retry-pushback-ms"] = "-1";
        }
    }
}
