using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Reflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace BuyingGroups.Server.Hosting;

/// <summary>
/// gRPC reflection over the contracts and over what errors carry: <c>google/rpc/error_details.proto</c>, which no contract imports,
/// since details
/// travel as <c>Any</c>. Without it a client such as grpcurl shows them in Base64.
/// </summary>
internal static class ContractReflection
{
    public static void AddContractReflection(this IServiceCollection services)
    {
        // In the place of what the framework would register for the same: it knows services only.
        services.AddSingleton(provider => new ReflectionServiceImpl(NamesOf(provider), SymbolsOf(provider)));
        services.AddSingleton(provider => new ReflectionV1ServiceImpl(NamesOf(provider), SymbolsOf(provider)));
        services.AddGrpcReflection();
    }

    private static IEnumerable<string> NamesOf(IServiceProvider provider) => [.. ServicesOf(provider).Select(service => service.FullName)];

    private static SymbolRegistry SymbolsOf(IServiceProvider provider) =>
        SymbolRegistry.FromFiles(
            [.. ServicesOf(provider).Select(service => service.File).Distinct(), Google.Rpc.ErrorDetailsReflection.Descriptor]);

    /// <summary>The services that are mapped, in the contracts' terms.</summary>
    private static IEnumerable<ServiceDescriptor> ServicesOf(IServiceProvider provider) =>
        provider.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
            .OfType<Type>()
            .Distinct()
            .Select(type => type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)?.BindType)
            .Select(generated => generated?.GetProperty("Descriptor")?.GetValue(null))
            .OfType<ServiceDescriptor>();
}
