using BuyingGroups.Server.Logging;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Sql.Events;
using Grpc.Core;
using Grpc.Core.Interceptors;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Errors;

/// <summary>Translates the exceptions of the stores into the errors of the contracts, for every method of every service.</summary>
internal sealed class ErrorInterceptor(ILogger<ErrorInterceptor> logger, RareLog rare) : Interceptor
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

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        MalformedRequestMiddleware.MarkUnderstood(context);
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw ToRpcException(exception, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        MalformedRequestMiddleware.MarkUnderstood(context);
        try
        {
            return await continuation(new WellFramedReader<TRequest>(requestStream), context);
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
            await continuation(new WellFramedReader<TRequest>(requestStream), responseStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw ToRpcException(exception, context);
        }
    }

    private RpcException ToRpcException(Exception exception, ServerCallContext context)
    {
        if (context.CancellationToken.IsCancellationRequested && !IsAnswer(exception))
        {
            if (exception is not (OperationCanceledException or IOException))
            {
                // The work broke because the caller cancelled. Nobody waits for the answer, and callers cancel all the time, so one line
                // without a stack trace is logged.
                logger.LogInformation(
                    "{Method} was cancelled: {Exception}: {Reason}", context.Method, exception.GetType().Name, exception.Message);
            }

            return context.Deadline <= DateTime.UtcNow
                ? new RpcException(new Status(StatusCode.DeadlineExceeded, "The call's deadline passed."))
                : new RpcException(new Status(StatusCode.Cancelled, "The caller cancelled the call."));
        }

        return ToStatus(exception, context.Method).ToRpcException();
    }

    /// <summary>Whether the contracts have an error for the exception. Such an error is sent even if the caller has cancelled.</summary>
    private static bool IsAnswer(Exception exception) => exception is ResourceNotFoundException or ReferenceNotFoundException
        or ResourceExistsException or PreconditionFailedException or EtagMismatchException or LoadSupersededException
        or RequestIdReusedException or EventPositionException or StoreUnavailableException;

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
                return RpcErrors.FailedPrecondition(failed.Violations);
            case EtagMismatchException changed:
                return RpcErrors.EtagMismatch(changed.ResourceType, changed.Id);
            case LoadSupersededException superseded:
                return RpcErrors.LoadSuperseded(superseded.ResourceType, superseded.Id);
            case RequestIdReusedException reused:
                return RpcErrors.AlreadyExistsRequest(reused.RequestId, reused.Message);
            case EventPositionException position:
                return RpcErrors.OutOfRange(
                    position.IsOfLostLog ? "POSITION_OF_ANOTHER_LOG" : position.IsAhead ? "POSITION_AHEAD" : "POSITION_TOO_OLD",
                    position.Message);
            case StoreUnavailableException away:
                rare.Warn(away, method);
                return RpcErrors.Unavailable(away);
            default:
                logger.LogError(exception, "{Method} failed", method);
                return RpcErrors.Internal();
        }
    }

    /// <summary>
    /// Reads the messages of a stream. Bytes that aren't framed as gRPC frames messages are reported as the caller's fault.
    /// </summary>
    private sealed class WellFramedReader<T>(IAsyncStreamReader<T> messages) : IAsyncStreamReader<T>
    {
        public T Current => messages.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                return await messages.MoveNext(cancellationToken);
            }
            catch (Exception exception)
                when (exception is RpcException { StatusCode: StatusCode.Internal } or InvalidDataException or IOException)
            {
                throw MalformedMessage.Error().ToRpcException();
            }
        }
    }
}
