using System.Globalization;
using Grpc.Core;
using RetryInfo = Google.Rpc.RetryInfo;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Errors;

/// <summary>
/// Sends a status as an answer of headers alone, for requests that are refused before the gRPC framework handles them, or after it did.
/// </summary>
internal static class StatusHeaders
{
    /// <summary>Makes the status the whole answer. Nothing may have been sent yet.</summary>
    public static void Answer(this HttpResponse response, RpcStatus status)
    {
        var error = status.ToRpcException();
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers.GrpcStatus = ((int)error.StatusCode).ToString(CultureInfo.InvariantCulture);
        response.Headers.GrpcMessage = StatusBounds.PercentEncode(error.Status.Detail);
        if (status.GetDetail<RetryInfo>() is { RetryDelay: { } delay } && error.StatusCode == StatusCode.ResourceExhausted)
        {
            // gRPC's own header for the same delay, which client libraries obey when they retry.
            response.Headers["grpc-retry-pushback-ms"] =
                ((long)delay.ToTimeSpan().TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        }

        foreach (var trailer in error.Trailers)
        {
            response.Headers[trailer.Key] = Convert.ToBase64String(trailer.ValueBytes);
        }
    }
}
