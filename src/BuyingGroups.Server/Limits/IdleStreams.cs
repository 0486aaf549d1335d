using BuyingGroups.Server.Errors;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace BuyingGroups.Server.Limits;

/// <summary>
/// Ends streams on which the caller sends nothing for long: each holds a connection, one of the limited streams, and memory.
/// </summary>
internal sealed class IdleStreams(LimitOptions options, TimeProvider time) : Interceptor
{
    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(new Reader<TRequest>(requestStream, options, time), context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(new Reader<TRequest>(requestStream, options, time), responseStream, context);

    /// <summary>The idle time runs while a message is waited for, not while the server processes one.</summary>
    private sealed class Reader<T>(IAsyncStreamReader<T> messages, LimitOptions options, TimeProvider time) : IAsyncStreamReader<T>
    {
        public T Current => messages.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            // Not by a cancellation token: cancelling a read aborts the call, and the caller would never learn why.
            var next = messages.MoveNext(cancellationToken);
            try
            {
                return await next.WaitAsync(TimeSpan.FromSeconds(options.IdleStreamSeconds), time, CancellationToken.None);
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                _ = next.ContinueWith(
                    read => read.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                throw RpcErrors.StreamIdle(options.IdleStreamSeconds).ToRpcException();
            }
        }
    }
}
