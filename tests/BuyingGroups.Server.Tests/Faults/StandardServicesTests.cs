using BuyingGroups.Server.Tests.Hosting;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Xunit;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace BuyingGroups.Server.Tests.Faults;

/// <summary>Health and reflection, as every gRPC tool asks for them.</summary>
public sealed class StandardServicesTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    [Fact]
    public async Task Reflection_lists_every_service()
    {
        using var channel = GrpcChannel.ForAddress(server.Server.Address);
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });

        Assert.True(await call.ResponseStream.NextAsync());

        var listed = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name);
        Assert.Equal(14, ServiceHealth.Services.Count);
        Assert.Equal(
            ServiceHealth.Services.Order(StringComparer.Ordinal),
            listed.Where(name => name.StartsWith("buyinggroups.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        await call.RequestStream.CompleteAsync();
    }

    [Theory]
    [InlineData("", "google.rpc.ErrorInfo")]
    [InlineData("", "google.rpc.BadRequest.FieldViolation")]
    [InlineData("google/rpc/error_details.proto", "")]
    public async Task Reflection_knows_what_errors_carry(string file, string symbol)
    {
        var request = file.Length > 0
            ? new ServerReflectionRequest { FileByFilename = file }
            : new ServerReflectionRequest { FileContainingSymbol = symbol };
        using var channel = GrpcChannel.ForAddress(server.Server.Address);
        using var old = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        using var current = new Grpc.Reflection.V1.ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await old.RequestStream.WriteAsync(request);
        await current.RequestStream.WriteAsync(Grpc.Reflection.V1.ServerReflectionRequest.Parser.ParseFrom(request.ToByteArray()));

        Assert.True(await old.ResponseStream.MoveNext() && await current.ResponseStream.MoveNext());

        foreach (var files in new[]
        {
            old.ResponseStream.Current.FileDescriptorResponse?.FileDescriptorProto,
            current.ResponseStream.Current.FileDescriptorResponse?.FileDescriptorProto,
        })
        {
            var details = FileDescriptorProto.Parser.ParseFrom(files![0]);
            Assert.Equal("google/rpc/error_details.proto", details.Name);
            Assert.Superset(
                new HashSet<string> { "ErrorInfo", "BadRequest", "PreconditionFailure", "ResourceInfo", "RetryInfo" },
                details.MessageType.Select(message => message.Name).ToHashSet());
        }

        await old.RequestStream.CompleteAsync();
        await current.RequestStream.CompleteAsync();
    }

    [Fact]
    public async Task Every_service_serves_on_the_embedded_stores() =>
        Assert.All((await ServiceHealth.Of(server.Server).CheckAsync()).Values, status => Assert.Equal(ServingStatus.Serving, status));

    [Fact]
    public async Task Health_of_a_service_that_there_is_not_is_not_found()
    {
        using var channel = GrpcChannel.ForAddress(server.Server.Address);

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new HealthCheckRequest { Service = "no.such.Service" }));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }
}
