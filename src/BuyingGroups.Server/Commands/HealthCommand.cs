using System.Net;
using System.Net.Security;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Settings;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace BuyingGroups.Server.Commands;

/// <summary>
/// <c>health</c>: what a container's health check runs, because the image contains neither a shell nor another gRPC client.
/// </summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var options = ServerOptions.From(configuration);
        var listen = options.EndPoint();
        var address = listen.Address.Equals(IPAddress.Any) || listen.Address.Equals(IPAddress.IPv6Any)
            ? IPAddress.Loopback
            : listen.Address;
        var security = SecurityOptions.From(configuration);
        using var handler = security.HasTls ? TrustingOnly(security) : new SocketsHttpHandler();
        using var channel = GrpcChannel.ForAddress(
            $"{(security.HasTls ? "https" : "http")}://{new IPEndPoint(address, listen.Port)}",
            new GrpcChannelOptions { HttpHandler = handler });
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

    /// <summary>
    /// Trusts only the server's own certificate, which is read from the same settings and compared as a whole. Its issuer and its name
    /// don't matter for a call that doesn't leave the machine.
    /// </summary>
    private static SocketsHttpHandler TrustingOnly(SecurityOptions security)
    {
        var own = SecurityFiles.ServerCertificateAlone(security).RawData;
        return new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate is not null && own.AsSpan().SequenceEqual(certificate.GetRawCertData()),
            },
        };
    }
}
