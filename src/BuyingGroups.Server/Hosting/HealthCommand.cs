using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace BuyingGroups.Server.Hosting;

/// <summary><c>health</c>: what a container's health check runs, since its image has no shell and no other client.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var options = ServerOptions.From(configuration);
        var listen = options.EndPoint();
        var address = listen.Address.Equals(IPAddress.Any) || listen.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : listen.Address;
        using var channel = GrpcChannel.ForAddress($"http://{new IPEndPoint(address, listen.Port)}");
        try
        {
            var answer = await new Health.HealthClient(channel).CheckAsync(
                new HealthCheckRequest(), deadline: DateTime.UtcNow + Patience, cancellationToken: cancellationToken);
            Console.WriteLine(answer.Status);
            return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving ? 0 : 1;
        }
        catch (RpcException exception)
        {
            await Console.Error.WriteLineAsync($"No answer from {channel.Target}: {exception.Status.Detail}");
            return 1;
        }
    }
}
