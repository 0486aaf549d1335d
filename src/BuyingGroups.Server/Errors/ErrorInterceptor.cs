using BuyingGroups.Storage;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Errors;

/// <summary>Turns what stores throw into the errors of the contracts, for every method of every service.</summary>
internal sealed class ErrorInterceptor(ILogger<ErrorInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        MalformedRequestMiddleware.MarkUnderstood(context);
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw ToRpcException(exception, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        MalformedRequestMiddleware.MarkUnderstood(context);
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception exception) when (exception is not RpcException { StatusCode: not (StatusCode.Unknown or StatusCode.Internal) })
        {
            throw ToRpcException(exception, context);
        }
    }

    private RpcException ToRpcException(Exception exception, ServerCallContext context)
    {
        if (context.CancellationToken.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            return context.Deadline <= DateTime.UtcNow
                ? new RpcException(new Status(StatusCode.DeadlineExceeded, "The call's deadline passed."))
                : new RpcException(new Status(StatusCode.Cancelled, "The caller cancelled the call."));
        }

        return ToStatus(exception, context.Method).ToRpcException();
    }

    private RpcStatus ToStatus(Exception exception, string method)
    {
        switch (exception)
        {
            case ResourceNotFoundException missing:
                return RpcErrors.NotFound(missing.ResourceType, missing.Id);
            case ReferenceNotFoundException missing:
                return RpcErrors.InvalidArgument(missing.Field, $"names '{missing.Id}', which there isn't", "UNKNOWN_REFERENCE");
            case ResourceExistsException taken:
                return RpcErrors.AlreadyExists(taken.ResourceType, taken.ExistingId, taken.Message);
            case PreconditionFailedException failed:
                return RpcErrors.FailedPrecondition(failed.Reason, failed.Subject, failed.Message);
            case StoreUnavailableException away:
                logger.LogWarning(away.InnerException, "{Method}: {Store} can't be reached", method, away.Store);
                return RpcErrors.Unavailable(away.Store);
            case InvalidProtocolBufferException or RpcException:
                // Within a handler these come from reading the next message of a stream.
                return RpcErrors.InvalidArgument("", "The stream has a message that isn't well-formed.", "MALFORMED_MESSAGE");
            default:
                logger.LogError(exception, "{Method} failed", method);
                return RpcErrors.Internal();
        }
    }
}
