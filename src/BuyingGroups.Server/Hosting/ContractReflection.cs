using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Reflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace BuyingGroups.Server.Hosting;

/// <summary>
/// gRPC reflection over the contracts and over the details of errors: <c>google/rpc/error_details.proto</c>, which no contract imports
/// because details travel as <c>Any</c>. Without it, a client such as grpcurl shows them in Base64.
/// </summary>
internal static class ContractReflection
{
    public static void AddContractReflection(this IServiceCollection services)
    {
        // Replaces what the framework would register, which reflects services only.
        services.AddSingleton(provider => new ReflectionServiceImpl(NamesOf(provider), SymbolsOf(provider)));
        services.AddSingleton(provider => new ReflectionV1ServiceImpl(NamesOf(provider), SymbolsOf(provider)));
        services.AddGrpcReflection();
    }

    private static IEnumerable<string> NamesOf(IServiceProvider provider) => [.. ServicesOf(provider).Select(service => service.FullName)];

    private static SymbolRegistry SymbolsOf(IServiceProvider provider) =>
        SymbolRegistry.FromFiles(
            [.. ServicesOf(provider).Select(service => service.File).Distinct(), Google.Rpc.ErrorDetailsReflection.Descriptor]);

    /// <summary>The mapped services, as descriptors of the contracts.</summary>
    private static IEnumerable<ServiceDescriptor> ServicesOf(IServiceProvider provider) =>
        provider.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
            .OfType<Type>()
            .Distinct()
            .Select(type => type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)?.BindType)
            .Select(generated => generated?.GetProperty("Descriptor")?.GetValue(null))
            .OfType<ServiceDescriptor>();
}
