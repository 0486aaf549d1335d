using System.Diagnostics.CodeAnalysis;
using BuyingGroups.Server.Hosting;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Stores;
using BuyingGroups.Server.Tests.Hosting;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>A service that came later and has no rows in the table: with methods of every kind, to see that each is refused.</summary>
public sealed class ClosedMethodTests
{
    [Fact]
    public async Task A_method_without_a_row_is_refused_to_everybody()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?> { ["Server:Listen"] = "127.0.0.1:0", ["Server:DataFolder"] = folder.Path })
            .AddInMemoryCollection(
                authority.Settings(folder.Path).Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
            .Build();
        await using var host = await ServerHost.StartAsync(
            configuration, TimeProvider.System, application => application.MapGrpcService<LaterService>(), CancellationToken.None);
        using var channel = GrpcChannel.ForAddress(host.Address);
        var calls = channel.CreateCallInvoker();
        var options = new CallOptions(new Metadata { { "authorization", $"Bearer {authority.Token([.. Scopes.All])}" } });

        Func<Task>[] ofEveryKind =
        [
            async () => await calls.AsyncUnaryCall(LaterService.Unary, null, options, new Empty()),
            () => calls.AsyncServerStreamingCall(LaterService.ServerStreaming, null, options, new Empty()).ResponseStream.NextAsync(),
            async () => await calls.AsyncClientStreamingCall(LaterService.ClientStreaming, null, options),
            () => calls.AsyncDuplexStreamingCall(LaterService.DuplexStreaming, null, options).ResponseStream.NextAsync(),
        ];
        foreach (var call in ofEveryKind)
        {
            var error = await Assert.ThrowsAsync<RpcException>(call);
            Assert.Equal(
                (StatusCode.PermissionDenied, "METHOD_WITHOUT_SCOPE"),
                (error.StatusCode, error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
        }

        Assert.Equal(0, LaterService.Calls);
    }

    [BindServiceMethod(typeof(LaterService), nameof(Bind))]
    [SuppressMessage("Performance", "CA1822", Justification = "gRPC calls methods of an instance.")]
    internal sealed class LaterService
    {
        public static readonly Method<Empty, Empty> Unary = MethodOf(MethodType.Unary);
        public static readonly Method<Empty, Empty> ServerStreaming = MethodOf(MethodType.ServerStreaming);
        public static readonly Method<Empty, Empty> ClientStreaming = MethodOf(MethodType.ClientStreaming);
        public static readonly Method<Empty, Empty> DuplexStreaming = MethodOf(MethodType.DuplexStreaming);

        public static int Calls { get; private set; }

        public static void Bind(ServiceBinderBase binder, LaterService? service)
        {
            binder.AddMethod(Unary, (UnaryServerMethod<Empty, Empty>?)null);
            binder.AddMethod(ServerStreaming, (ServerStreamingServerMethod<Empty, Empty>?)null);
            binder.AddMethod(ClientStreaming, (ClientStreamingServerMethod<Empty, Empty>?)null);
            binder.AddMethod(DuplexStreaming, (DuplexStreamingServerMethod<Empty, Empty>?)null);
        }

        public Task<Empty> UnaryCall(Empty request, ServerCallContext context) => Called();

        public Task ServerStreamingCall(Empty request, IServerStreamWriter<Empty> responses, ServerCallContext context) => Called();

        public Task<Empty> ClientStreamingCall(IAsyncStreamReader<Empty> requests, ServerCallContext context) => Called();

        public Task DuplexStreamingCall(
            IAsyncStreamReader<Empty> requests, IServerStreamWriter<Empty> responses, ServerCallContext context) => Called();

        private static Task<Empty> Called()
        {
            Calls++;
            return Task.FromResult(new Empty());
        }

        private static Method<Empty, Empty> MethodOf(MethodType type)
        {
            var marshaller = Marshallers.Create(
                (message, context) => context.Complete(Google.Protobuf.MessageExtensions.ToByteArray(message)),
                context => Empty.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));
            return new(type, "buyinggroups.v1.LaterService", $"{type}Call", marshaller, marshaller);
        }
    }
}
